package dev.baokms.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Bounds how often the same thing is said. An outage, a client that sends nonsense or a library that complains would otherwise write a
 * line for each call and fill the disk; the metrics count every one of them anyway. Of lines alike, {@value #WRITTEN} are written in a
 * minute, and the rest is told as one number. Debug is never held back: whoever asks for it wants each line.
 */
final class RepeatedLines {
    /** Enough to see whether one caller or all of them are meant. */
    static final int WRITTEN = 20;

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** What lines are alike by, beside level, message and logger: codes and names of closed sets, nothing that differs from call to call. */
    private static final List<String> TELLING =
            List.of("operation", "reason", "error_class", "transit_key_version", "endpoint", "file");
    /** Above the number of kinds that this process can have; what comes beyond is counted together. */
    private static final int MOST_KINDS = 256;

    private static final Kind OTHERS = new Kind(Level.WARNING, "any", "", List.of());

    private record Kind(Level level, String message, String logger, List<String> values) {}

    private static final class Window {
        private final long begun;
        private int written;
        private long leftOut;

        Window(long begun) {
            this.begun = begun;
        }
    }

    private final Map<Kind, Window> windows = new HashMap<>();
    private final List<LogRecord> due = new ArrayList<>();

    /** Whether the line is to be written; counted if it is not. */
    synchronized boolean admits(LogRecord line, long nanos) {
        if (line.getLevel().intValue() < Level.INFO.intValue()) {
            return true;
        }
        Kind kind = kindOf(line);
        if (!windows.containsKey(kind) && windows.size() >= MOST_KINDS) {
            kind = OTHERS;
        }
        Window window = windows.get(kind);
        if (window == null || isOver(window, nanos)) {
            if (window != null) {
                end(kind, window);
            }
            window = new Window(nanos);
            windows.put(kind, window);
        }
        if (window.written < WRITTEN) {
            window.written++;
            return true;
        }
        window.leftOut++;
        return false;
    }

    /** Whether nothing is being counted, so that nobody has to come back. */
    synchronized boolean isIdle() {
        return windows.isEmpty() && due.isEmpty();
    }

    /** What was left out in minutes that are over; in a stop, in those that are not over, too. */
    synchronized List<LogRecord> summaries(long nanos, boolean stopping) {
        for (Iterator<Map.Entry<Kind, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Kind, Window> each = all.next();
            if (stopping || isOver(each.getValue(), nanos)) {
                end(each.getKey(), each.getValue());
                all.remove();
            }
        }
        var said = List.copyOf(due);
        due.clear();
        return said;
    }

    private static boolean isOver(Window window, long nanos) {
        return nanos - window.begun >= WINDOW.toNanos();
    }

    private void end(Kind kind, Window window) {
        if (window.leftOut == 0 || !Log.LOGGER.isLoggable(kind.level)) {
            return;
        }
        Log summary = Log.at(kind.level, "equal lines were left out")
                .with("line", kind.message)
                .with("left_out", window.leftOut);
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
        // A library's words may differ from line to line, and are not written.
        return new Kind(line.getLevel(), JsonLogs.OF_A_LIBRARY, String.valueOf(line.getLoggerName()), List.of());
    }
}
