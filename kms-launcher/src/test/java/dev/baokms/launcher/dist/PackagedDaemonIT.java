package dev.baokms.launcher.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.launcher.run.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedDaemonIT {
    private static final String BUILD_ID = "dev/baokms/launcher/observe/build-id";

    private final Tree tree = Tree.built();

    @TempDir
    private Path folder;

    @Test
    void packagedDaemon_servesWithItsCache() throws Exception {
        String log = serveAndProbe(tree);
        assertThat(log).doesNotContain("no AOT cache fits").doesNotContain("[warning]");
    }

    @Test
    void withoutItsCache_servesAndSaysSoInOneLine() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        Files.delete(copy.cache());
        assertThat(serveAndProbe(copy)).containsOnlyOnce("no AOT cache fits");
    }

    @Test
    void cacheThatDoesNotFit_isIgnoredAndSaidInOneLine() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        Files.write(copy.cache(), new byte[100_000]);
        String log = serveAndProbe(copy);
        assertThat(log).containsOnlyOnce("no AOT cache fits");
        assertThat(log.lines()).allSatisfy(line -> assertThat(line).startsWith("{"));
    }

    /** The danger itself: a jar of another build with the time and the size of the one that was trained. */
    @Test
    void jarReplacedUnderItsCache_isRefused() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        replaceBuildId(copy.jar());

        Tree.Result stale = copy.run("version");
        assertThat(stale.code()).isEqualTo(3);
        assertThat(stale.err()).contains("the classes that run are of build").contains("install the package again");

        Files.delete(copy.cache());
        Tree.Result alone = copy.run("version");
        assertThat(alone.code())
                .as("the new jar alone is whole: %s", alone.err())
                .isZero();
    }

    @Test
    void noEmulatorIsShipped_andDevSaysSo() throws Exception {
        try (Stream<Path> jars = Files.list(tree.root().resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(name -> name.matches("(kms-testkit|junit|jqwik|assertj|wiremock).*"));
        }
        Tree.Result dev = tree.run("dev", "--once");
        assertThat(dev.code()).isEqualTo(5);
        assertThat(dev.err()).contains("has no emulator").contains("--openbao");
    }

    private String serveAndProbe(Tree installed) throws Exception {
        try (Site site = Site.in(folder)) {
            Path log = folder.resolve("log");
            Process daemon = installed
                    .command("serve", "--config", site.config().toString())
                    .redirectError(log.toFile())
                    .start();
            try {
                Site.await("a good Status", () -> read(log).contains("\"status is ok\""));
                Tree.Result probe =
                        installed.run("probe", "--socket", site.socket().toString());
                assertThat(probe.code()).as(probe.out() + probe.err()).isZero();
            } finally {
                daemon.destroy();
                assertThat(daemon.waitFor()).isZero();
            }
            return read(log);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Classes and text agree with each other afterwards, and nothing tells the file from the former one by its attributes. */
    private static void replaceBuildId(Path jar) throws Exception {
        FileTime time = Files.getLastModifiedTime(jar);
        long size = Files.size(jar);
        Path other = jar.resolveSibling("other.jar");
        try (var in = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(other);
                var out = new JarOutputStream(file)) {
            String id = new String(in.getInputStream(in.getEntry(BUILD_ID)).readAllBytes(), ISO_8859_1).strip();
            out.setLevel(9);
            // Without what Maven adds, to leave room for the comment: this deflater packs a little worse.
            for (JarEntry entry : (Iterable<JarEntry>)
                    in.stream().filter(e -> !e.isDirectory() && !e.getName().startsWith("META-INF/maven/"))::iterator) {
                out.putNextEntry(new JarEntry(entry.getName()));
                String content = new String(in.getInputStream(entry).readAllBytes(), ISO_8859_1);
                out.write(content.replace(id, "0".repeat(id.length())).getBytes(ISO_8859_1));
                out.closeEntry();
            }
        }
        Files.write(jar, padded(Files.readAllBytes(other), size));
        Files.setLastModifiedTime(jar, time);
    }

    /** A zip may end with a comment of any length up to 64 KiB. */
    private static byte[] padded(byte[] zip, long size) {
        int comment = (int) (size - zip.length);
        assertThat(comment).as("room for a comment").isBetween(0, 65_535);
        byte[] padded = java.util.Arrays.copyOf(zip, (int) size);
        padded[zip.length - 2] = (byte) comment;
        padded[zip.length - 1] = (byte) (comment >> 8);
        return padded;
    }
}
