package dev.baokms.daemon.serve;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.Log;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads the configuration again. The log level takes effect; of everything else is told, by name only, that it needs a restart,
 * compared with what the daemon was started with.
 */
final class Reconfiguration {
    private static final String LEVEL = "logging.level";

    private final Source source;
    private final Config started;

    /** Where a configuration is read from. */
    interface Source {
        Config read() throws ConfigException;
    }

    Reconfiguration(Source source, Config started) {
        this.source = source;
        this.started = started;
    }

    /** Never throws for what is in the file: one that cannot be used changes nothing. */
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
        // Before the line is written, or it might be below the former level.
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
