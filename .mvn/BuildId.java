import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes what tells one build from another into a class and, as the same text, beside it: a class that comes from an archive of an
 * older build then differs from the jar. Made of the sources, so that equal sources give equal bytes.
 */
final class BuildId {
    private static final String CLASS = """
        package dev.baokms.launcher.observe;

        final class BuildId {
            static final String COMPILED = "%s";

            private BuildId() {}
        }
        """;

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: BuildId ROOT TARGET");
            System.exit(2);
        }
        String id = idOf(Path.of(args[0]));
        String folder = "dev/baokms/launcher/observe/";
        write(Path.of(args[1], "generated-sources/build-id", folder, "BuildId.java"), CLASS.formatted(id));
        write(Path.of(args[1], "classes", folder, "build-id"), id);
    }

    private static String idOf(Path root) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : sources(root)) {
            digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module -> Stream.concat(
                            Stream.of(root.resolve("pom.xml"), module.resolve("pom.xml")),
                            filesBelow(module.resolve("src/main"))))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> filesBelow(Path folder) {
        if (!Files.exists(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Leaves an equal file alone: a new time would make everything compile again. */
    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
