package dev.baokms.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes JSON lines to standard error for everything in this process, including libraries. */
public final class JsonLogs extends Formatter {
    /** Held here, because the log manager does not hold loggers, and a collected logger forgets its level. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("io.grpc.internal.SerializingExecutor"),
            Logger.getLogger("io.grpc.netty.NettyServerHandler"));

    private JsonLogs() {}

    /**
     * Installs the log of a command, which writes each line without a queue.
     *
     * @param level {@code debug}, {@code info}, {@code warn} or {@code error}, for the project's own lines; lines from
     *     libraries start at warn
     */
    public static void install(String level) {
        install(level, console());
    }

    /**
     * Installs the log of a daemon, which queues its lines so that a slow reader delays nothing. The level is as for a
     * command.
     */
    public static LogQueue installQueued(String level) {
        var queue = new LogQueue(new FileOutputStream(FileDescriptor.err));
        queue.setFormatter(new JsonLogs());
        install(level, queue);
        return queue;
    }

    private static void install(String level, Handler handler) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        // Bytes that are not HTTP/2 are the peer's fault, not the daemon's. These two loggers report them as severe.
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        Log.LOGGER.setUseParentHandlers(false);
        for (Handler former : Log.LOGGER.getHandlers()) {
            Log.LOGGER.removeHandler(former);
        }
        Log.LOGGER.addHandler(handler);
        level(level);
    }

    /** Changes the level of the project's own lines from now on. */
    public static void level(String level) {
        Log.LOGGER.setLevel(
                switch (level) {
                    case "debug" -> Level.FINE;
                    case "warn" -> Level.WARNING;
                    case "error" -> Level.SEVERE;
                    default -> Level.INFO;
                });
    }

    private static Handler console() {
        Handler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new JsonLogs());
        return console;
    }

    @Override
    public String format(LogRecord line) {
        var json = new LinkedHashMap<String, Object>();
        json.put(
                "ts",
                Instant.ofEpochMilli(line.getMillis())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString());
        json.put("level", nameOf(line.getLevel()));
        if (line.getParameters() != null
                && line.getParameters().length == 1
                && line.getParameters()[0] instanceof Map<?, ?> fields) {
            json.put("message", line.getMessage());
            fields.forEach((name, value) -> json.put(String.valueOf(name), value));
        } else {
            // A library's message may quote its input. The logger's name and the type of the exception must do.
            json.put("message", TelemetryTexts.OF_A_LIBRARY);
            json.put("logger", String.valueOf(line.getLoggerName()));
            if (line.getThrown() != null) {
                json.put("error_class", line.getThrown().getClass().getSimpleName());
            }
        }
        return Json.of(json) + "\n";
    }

    private static String nameOf(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }
}
