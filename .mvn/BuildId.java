import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes an id of the build into a class and, as the same text, into a file beside it: a class that comes from an archive of an
 * older build then differs from the jar. The id is made of the sources, so equal sources give equal bytes. Beside it goes the
 * commit, by whatever command it is built: {@code unknown} only where there is no git or no checkout, as in a source archive.
 */
final class BuildId {
    private static final String CLASS = """
        package dev.baokms.host.build;

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
        String folder = "dev/baokms/host/build/";
        write(Path.of(args[1], "generated-sources/build-id", folder, "BuildId.java"), CLASS.formatted(id));
        write(Path.of(args[1], "classes", folder, "build-id"), id);
        write(Path.of(args[1], "classes", folder, "commit.properties"), commit(Path.of(args[0])));
    }

    /** Twelve digits, so that the text does not depend on how many commits a clone has. */
    private static String commit(Path root) throws Exception {
        String commit = git(root, "rev-parse", "--short=12", "HEAD");
        String changes = git(root, "status", "--porcelain");
        return commit == null || changes == null
                ? "commit=unknown\ndirty=unknown\n"
                : "commit=" + commit + "\ndirty=" + !changes.isEmpty() + "\n";
    }

    /** What git says, or null. A container builds as another user than the owner of the checkout, which git refuses by default. */
    private static String git(Path root, String... arguments) throws Exception {
        // Without a .git of its own, a source archive inside somebody else's checkout would get that one's commit.
        if (!Files.exists(root.resolve(".git"))) {
            return null;
        }
        var command = new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-C", root.toString()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? said.strip() : null;
        } catch (IOException notInstalled) {
            return null;
        }
    }

    private static String idOf(Path root) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : sources(root).stream().sorted().toList()) {
            digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** Of every module, however deep: a folder with a pom.xml in a folder with a pom.xml. */
    private static List<Path> sources(Path module) throws IOException {
        var files = new ArrayList<Path>();
        files.add(module.resolve("pom.xml"));
        files.addAll(filesBelow(module.resolve("src/main")));
        try (Stream<Path> folders = Files.list(module)) {
            for (Path folder : folders.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .toList()) {
                files.addAll(sources(folder));
            }
        }
        return files;
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
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
