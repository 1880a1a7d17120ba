package dev.baokms.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedDaemonIT {
    private static final String BUILD_ID = "dev/baokms/host/build/build-id";

    private final Tree tree = Tree.built();

    @TempDir
    private Path folder;

    @Test
    void packagedDaemon_servesWithItsArchive() throws Exception {
        String log = serveAndProbe(tree);
        assertThat(log).doesNotContain("no class archive fits").doesNotContain("[warning]");
    }

    /** The list of classes is kept with the sources and grows old. */
    @Test
    void archive_holdsNearlyAllClassesThatADaemonUses() throws Exception {
        Path classes = folder.resolve("classes");
        serveAndProbe(tree, Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes));
        List<String> loaded = Files.readAllLines(classes);
        long archived = loaded.stream()
                .filter(line -> line.contains("shared objects file"))
                .count();
        assertThat(loaded).hasSizeGreaterThan(4000);
        assertThat((double) archived / loaded.size())
                .as("record the classes again as src/dist/build/Training.java says")
                .isGreaterThan(0.95);
    }

    @Test
    void withoutItsArchive_servesAndSaysSoInOneLine() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        Files.delete(copy.archive());
        assertThat(serveAndProbe(copy)).containsOnlyOnce("no class archive fits");
    }

    @Test
    void archiveThatDoesNotFit_isIgnoredAndSaidInOneLine() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        Files.write(copy.archive(), new byte[100_000]);
        String log = serveAndProbe(copy);
        assertThat(log).containsOnlyOnce("no class archive fits");
        assertThat(log.lines()).allSatisfy(line -> assertThat(line).startsWith("{"));
    }

    /** The danger itself: a jar of another build with the time and the size of the one that was trained. */
    @Test
    void jarReplacedUnderItsArchive_isRefused() throws Exception {
        Tree copy = tree.copiedTo(folder.resolve("copy"));
        replaceBuildId(copy.jar("kms-host"));

        Tree.Result stale = copy.run("serve", "--config", "/nonexistent");
        assertThat(stale.code()).isEqualTo(3);
        assertThat(stale.err()).contains("the classes that run are of build").contains("install the package again");

        Files.delete(copy.archive());
        Tree.Result alone = copy.run("version");
        assertThat(alone.code())
                .as("the new jar alone is whole: %s", alone.err())
                .isZero();
    }

    @Test
    void noEmulatorIsShipped_andDevSaysSo() throws Exception {
        try (Stream<Path> jars = Files.list(tree.root().resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(
                            name -> name.matches("(kms-(emulator|model|conformance)|junit|jqwik|assertj|wiremock).*"));
        }
        Tree.Result dev = tree.run("dev", "--once");
        assertThat(dev.code()).isEqualTo(5);
        assertThat(dev.err()).contains("has no emulator").contains("--openbao");
    }

    private String serveAndProbe(Tree installed) throws Exception {
        return serveAndProbe(installed, Map.of());
    }

    private String serveAndProbe(Tree installed, Map<String, String> environment) throws Exception {
        try (Site site = Site.in(folder)) {
            Path log = folder.resolve("log");
            ProcessBuilder command =
                    installed.command("serve", "--config", site.config().toString());
            command.environment().putAll(environment);
            Process daemon = command.redirectError(log.toFile()).start();
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

    /**
     * Classes and text agree with each other afterwards, and nothing tells the file from the former one by its attributes. The
     * entries are not compressed, and their sums are not checked.
     */
    private static void replaceBuildId(Path jar) throws IOException {
        FileTime time = Files.getLastModifiedTime(jar);
        String content = Files.readString(jar, ISO_8859_1);
        String id;
        try (var in = new JarFile(jar.toFile())) {
            id = new String(in.getInputStream(in.getEntry(BUILD_ID)).readAllBytes(), ISO_8859_1).strip();
        }
        assertThat(content.split(id, -1)).as("in a class and in a text").hasSizeGreaterThanOrEqualTo(3);
        Files.writeString(jar, content.replace(id, "0".repeat(id.length())), ISO_8859_1);
        Files.setLastModifiedTime(jar, time);
    }
}
