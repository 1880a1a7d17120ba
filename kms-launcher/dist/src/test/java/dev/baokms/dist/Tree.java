package dev.baokms.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The packaged folder, or a copy of it with the same times. */
record Tree(Path root) {
    /** What a command said and how it ended. */
    record Result(int code, String out, String err) {}

    static Tree built() {
        return new Tree(Path.of("target/dist/bao-kms-provider").toAbsolutePath());
    }

    Tree copiedTo(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = folder.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return new Tree(folder);
    }

    Path jar(String artifact) throws IOException {
        return theOne(root.resolve("lib"), artifact + "-.*\\.jar");
    }

    Path archive() throws IOException {
        return theOne(root, "app-.*\\.jsa");
    }

    private static Path theOne(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    ProcessBuilder command(String... arguments) {
        var command =
                new ArrayList<>(List.of(root.resolve("bin/bao-kms-provider").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = command(arguments).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }
}
