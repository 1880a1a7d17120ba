import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Puts the one-file kit beside a Java of its own and packs both: {@code KitImage TARGET TIME}. Needs a JDK and {@code tar}. */
final class KitImage {
    /** What the kit and its libraries use; netty reads the pid through java.management. */
    private static final String MODULES = "java.base,java.logging,java.management,java.xml,jdk.unsupported";

    private static final String SCRIPT = """
        #!/bin/sh
        here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
        exec "$here/java" --enable-native-access=ALL-UNNAMED -jar "$here/../lib/kms-conformance-all.jar" "$@"
        """;

    private KitImage() {}

    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]).toAbsolutePath();
        Path image = target.resolve("kms-conformance");
        delete(image);
        run(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--add-modules=" + MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output=" + image);
        Files.copy(target.resolve("kms-conformance-all.jar"), image.resolve("lib/kms-conformance-all.jar"));
        Path script = Files.writeString(image.resolve("bin/kms-conformance"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(
                "tar",
                "--create",
                "--gzip",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mtime=" + arguments[1],
                "--directory=" + target,
                "--file=" + target.resolve("kms-conformance.tar.gz"),
                "kms-conformance");
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(String... command) throws Exception {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(List.of(command) + " ended with " + code);
        }
    }
}
