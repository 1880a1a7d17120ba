package dev.baokms.lab;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that selects a lab. */
final class LabPlace {
    @Option(names = "--dir", paramLabel = "DIR", description = LabHelpTexts.LAB_DIR)
    private Optional<Path> directory = Optional.empty();

    LabFolder folder() {
        Path path = directory.orElseGet(() -> LabFolder.usual(System.getenv()));
        return new LabFolder(path.toAbsolutePath().normalize());
    }
}
