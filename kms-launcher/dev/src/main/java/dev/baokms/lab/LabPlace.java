package dev.baokms.lab;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which lab. */
final class LabPlace {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Private directory of the lab; default bao-kms-provider/lab below $XDG_STATE_HOME or"
                    + " ~/.local/state.")
    private Optional<Path> directory = Optional.empty();

    LabFolder folder() {
        Path path = directory.orElseGet(() -> LabFolder.usual(System.getenv()));
        return new LabFolder(path.toAbsolutePath().normalize());
    }
}
