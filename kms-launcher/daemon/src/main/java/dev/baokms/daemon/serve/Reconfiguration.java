package dev.baokms.daemon.serve;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.Log;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads the configuration again. A new log level takes effect. Every other field that differs from the configuration at
 * the start is logged, by name only, as needing a restart.
 */
final class Reconfiguration {
    private static final String LEVEL = "logging.level";

    private final Source source;
    private final Config started;

    /** The place that a configuration is read from. */
    interface Source {
        Config read() throws ConfigException;
    }

    Reconfiguration(Source source, Config started) {
        this.source = source;
        this.started = started;
    }

    /** Never throws because of the file's content: a configuration that cannot be used changes nothing. */
    synchronized void run() {
        Config read;
        try {
            read = source.read();
        } catch (ConfigException e) {
            Log.warn(ServeTexts.CONFIGURATION_CANNOT_BE_USED)
                    .with(
                            "problems",
                            e.problems().stream()
                                    .map(problem -> (problem.place() + " " + problem.field()).strip())
                                    .toList())
                    .write();
            return;
        }
        String level = text(read, LEVEL).getFirst();
        // Set the level before the line is written: the former level might suppress the line.
        JsonLogs.level(level);
        Log.info(ServeTexts.CONFIGURATION_READ)
                .with("log_level", level)
                .with("needs_restart", changed(read))
                .write();
    }

    private List<String> changed(Config read) {
        return Stream.concat(started.sources().keySet().stream(), read.sources().keySet().stream())
                .distinct()
                .filter(field -> !field.equals(LEVEL))
                .filter(field -> !Objects.equals(text(started, field), text(read, field)))
                .toList();
    }

    private static List<String> text(Config config, String field) {
        Config.Resolved resolved = config.sources().get(field);
        return resolved == null ? List.of() : resolved.texts();
    }
}
