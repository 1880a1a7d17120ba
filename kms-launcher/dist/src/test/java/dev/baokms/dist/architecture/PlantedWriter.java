package dev.baokms.dist.architecture;

import dev.baokms.configuration.Settings;
import dev.baokms.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;

/** What a check must not do, so that the rule against it can be seen to bite. */
final class PlantedWriter {
    private PlantedWriter() {}

    static long taken(Settings settings) throws IOException {
        Files.writeString(settings.stateFile().resolveSibling("trace"), "doctor was here");
        try (StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint())) {
            return state.generation();
        }
    }
}
