package dev.baokms.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Bounds how often the same line is written. An outage, an object that cannot be read or a library that complains would
 * otherwise write a line for each call and fill the disk; the metrics count every occurrence anyway. Of equal failures,
 * the first is written. While they continue, their number is written once a minute. Debug lines are never held back,
 * because a reader of debug lines wants each of them.
 */
final class RepeatedLines {
    /**
     * The limit a minute for changes of health and for good news. If the log omitted these, it would end with a line
     * that is no longer true.
     */
    static final int CHANGES_WRITTEN = 20;

    static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * The fields that make lines equal, beside level, message and logger: codes and names from closed sets, nothing
     * that differs from call to call.
     */
    private static final List<String> TELLING =
            List.of("operation", "reason", "error_class", "key_id_hash", "transit_key_version", "endpoint", "file");
    /** More than the number of kinds that this process can have; any further kinds are counted together. */
    private static final int MOST_KINDS = 256;

    private static final Kind OTHERS = new Kind(Level.WARNING, "any", "", List.of());

    private record Kind(Level level, String message, String logger, List<String> values) {
        int mostWritten() {
            boolean failure =
                    level.intValue() >= Level.WARNING.intValue() && !message.equals(TelemetryTexts.STATUS_NOT_OK);
            return failure ? 1 : CHANGES_WRITTEN;
        }
    }

    private static final class Window {
        private long begun;
        private int written;
        private long leftOut;

        Window(long begun) {
            this.begun = begun;
        }

        boolean isOver(long nanos) {
            return nanos - begun >= WINDOW.toNanos();
        }
    }

    private final Map<Kind, Window> windows = new HashMap<>();
    private final List<LogRecord> due = new ArrayList<>();

    /** Whether the line is to be written; if not, it is counted. */
    synchronized boolean admits(LogRecord line, long nanos) {
        // An answer in an outage is an audit record: OpenBao's audit log does not have it.
        if (line.getLevel().intValue() < Level.INFO.intValue()
                || TelemetryTexts.OUTAGE_ANSWER.equals(line.getMessage())) {
            return true;
        }
        Kind kind = kindOf(line);
        if (!windows.containsKey(kind) && windows.size() >= MOST_KINDS) {
            kind = OTHERS;
        }
        Window window = windows.get(kind);
        if (window == null || (window.isOver(nanos) && !goesOn(kind, window, nanos))) {
            window = new Window(nanos);
            windows.put(kind, window);
        }
        if (window.written < kind.mostWritten()) {
            window.written++;
            return true;
        }
        window.leftOut++;
        return false;
    }

    /** Whether nothing is being counted, so that no summary is due. */
    synchronized boolean isIdle() {
        return windows.isEmpty() && due.isEmpty();
    }

    /**
     * Returns the summaries of omitted lines for the minutes that are over; during a stop, also for those that are not.
     */
    synchronized List<LogRecord> summaries(long nanos, boolean stopping) {
        windows.entrySet()
                .removeIf(each ->
                        (stopping || each.getValue().isOver(nanos)) && !goesOn(each.getKey(), each.getValue(), nanos));
        var said = List.copyOf(due);
        due.clear();
        return said;
    }

    /** Ends a minute. Returns whether it omitted lines; if so, the next minute omits every line of this kind. */
    private boolean goesOn(Kind kind, Window window, long nanos) {
        if (window.leftOut == 0) {
            return false;
        }
        summarize(kind, window.leftOut);
        window.begun = nanos;
        window.leftOut = 0;
        return true;
    }

    private void summarize(Kind kind, long leftOut) {
        if (!Log.LOGGER.isLoggable(kind.level)) {
            return;
        }
        Log summary = Log.at(kind.level, TelemetryTexts.LINES_LEFT_OUT)
                .with("line", kind.message)
                .with("left_out", leftOut);
        for (int i = 0; i < kind.values.size(); i++) {
            if (!kind.values.get(i).isEmpty()) {
                summary.with(TELLING.get(i), kind.values.get(i));
            }
        }
        due.add((kind.logger.isEmpty() ? summary : summary.with("logger", kind.logger)).line());
    }

    private static Kind kindOf(LogRecord line) {
        if (line.getParameters() != null
                && line.getParameters().length == 1
                && line.getParameters()[0] instanceof Map<?, ?> fields) {
            return new Kind(
                    line.getLevel(),
                    line.getMessage(),
                    "",
                    TELLING.stream()
                            .map(name -> fields.containsKey(name) ? String.valueOf(fields.get(name)) : "")
                            .toList());
        }
        // The messages of a library may differ from line to line, and are not written.
        return new Kind(line.getLevel(), TelemetryTexts.OF_A_LIBRARY, String.valueOf(line.getLoggerName()), List.of());
    }
}
