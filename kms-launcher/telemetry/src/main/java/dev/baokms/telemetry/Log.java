package dev.baokms.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes one structured line: a fixed message and fields. Values are hashes, codes, versions and numbers, never a
 * secret. A line below the current level stores and computes nothing.
 */
public final class Log {
    /** Anonymous, because at shutdown the log manager removes the handlers of named loggers before the last lines. */
    static final Logger LOGGER = Logger.getAnonymousLogger();

    private final Level level;
    private final String message;
    private final boolean written;
    private final Map<String, Object> fields;

    private Log(Level level, String message) {
        this.level = level;
        this.message = message;
        this.written = LOGGER.isLoggable(level);
        this.fields = written ? new LinkedHashMap<>() : Map.of();
    }

    public static Log debug(String message) {
        return new Log(Level.FINE, message);
    }

    public static Log info(String message) {
        return new Log(Level.INFO, message);
    }

    public static Log warn(String message) {
        return new Log(Level.WARNING, message);
    }

    public static Log error(String message) {
        return new Log(Level.SEVERE, message);
    }

    static Log at(Level level, String message) {
        return new Log(level, message);
    }

    public Log with(String field, Object value) {
        assert LogField.NAMES.contains(field) : field + " is not in the list of log fields";
        if (written) {
            fields.put(field, value);
        }
        return this;
    }

    public Log with(String field, Optional<?> value) {
        return value.isPresent() ? with(field, value.get()) : this;
    }

    /** Adds a value that is expensive to compute; it is computed only if the line is written. */
    public Log with(String field, Supplier<? extends Optional<?>> value) {
        return written ? with(field, value.get()) : this;
    }

    public void write() {
        if (written) {
            LOGGER.log(line());
        }
    }

    LogRecord line() {
        var line = new LogRecord(level, message);
        line.setParameters(new Object[] {fields});
        return line;
    }
}
