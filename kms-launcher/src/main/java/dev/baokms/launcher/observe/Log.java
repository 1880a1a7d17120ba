package dev.baokms.launcher.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes one structured line: a fixed message and fields. Values are hashes, codes, versions and numbers, never a secret. */
public final class Log {
    /** Without a name, because the log manager takes the handlers of named ones away at shutdown, before our last words. */
    static final Logger LOGGER = Logger.getAnonymousLogger();

    private final Level level;
    private final String message;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Log(Level level, String message) {
        this.level = level;
        this.message = message;
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

    public Log with(String field, Object value) {
        assert LogField.NAMES.contains(field) : field + " is not in the list of log fields";
        fields.put(field, value);
        return this;
    }

    public Log with(String field, Optional<?> value) {
        return value.isPresent() ? with(field, value.get()) : this;
    }

    public void write() {
        if (LOGGER.isLoggable(level)) {
            var line = new LogRecord(level, message);
            line.setParameters(new Object[] {fields});
            LOGGER.log(line);
        }
    }
}
