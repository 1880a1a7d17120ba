package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others made and packages bundle is held to recorded sums, and the record is of what this build has. */
class ChecksumsTest {
    private static final Path LIST = Path.of("src/dist/build/jars.sha256");

    @TempDir
    private static Path compiled;

    @TempDir
    private Path folder;

    private Path lib;
    private Path list;

    @BeforeAll
    static void compile() {
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", compiled.toString(), "src/dist/build/Checksums.java");
        assertThat(code).isZero();
    }

    @BeforeEach
    void record() throws Exception {
        lib = Files.createDirectory(folder.resolve("lib"));
        list = folder.resolve("jars.sha256");
        Files.writeString(lib.resolve("library-1.jar"), "library");
        Files.writeString(lib.resolve("other-2.jar"), "other");
        Files.writeString(lib.resolve("kms-core-0.1.0.jar"), "made here, at every build");
        assertThat(checksums("record").code()).isZero();
    }

    private Tool.Said checksums(String what) throws Exception {
        return Tool.run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                compiled.toString(),
                "Checksums",
                what,
                lib.toString(),
                list.toString());
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void whatWasRecorded_passes_andOwnJarsAreNotAsked() throws Exception {
        Files.writeString(lib.resolve("kms-core-0.1.0.jar"), "changed");

        assertThat(checksums("check").code()).isZero();
        assertThat(Files.readString(list))
                .isEqualTo(sha256(lib.resolve("library-1.jar")) + "  library-1.jar\n"
                        + sha256(lib.resolve("other-2.jar")) + "  other-2.jar\n");
    }

    @Test
    void otherBytesUnderAKnownName_stopTheBuild_withPlaceRuleAndCure() throws Exception {
        String expected = sha256(lib.resolve("library-1.jar"));
        Files.writeString(lib.resolve("library-1.jar"), "librarY");

        Tool.Said said = checksums("check");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text())
                .contains(
                        lib.resolve("library-1.jar") + " has SHA-256 " + sha256(lib.resolve("library-1.jar"))
                                + ", need " + expected,
                        "CONTRIBUTING.md")
                .doesNotContain("other-2.jar");
    }

    @Test
    void jarThatNobodyLookedAt_andOneThatIsGone_stopTheBuild() throws Exception {
        Files.move(lib.resolve("library-1.jar"), lib.resolve("library-1.1.jar"));

        Tool.Said said = checksums("check");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("library-1.1.jar is not in ", "library-1.jar is missing, and is in ");
    }

    /** Every build asks, not only that of packages: what a package would bundle is on the class path of this test. */
    @Test
    void recordedSums_areThoseOfThisBuild() throws Exception {
        Map<String, Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .collect(Collectors.toMap(jar -> jar.getFileName().toString(), jar -> jar, (one, same) -> one));

        assertThat(recorded()).hasSizeGreaterThan(20);
        for (Map.Entry<String, String> each : recorded().entrySet()) {
            Path jar = Objects.requireNonNull(classPath.get(each.getKey()), each.getKey() + " is not bundled any more");
            assertThat(sha256(jar)).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    private static Map<String, String> recorded() throws IOException {
        return Files.readAllLines(LIST).stream()
                .map(line -> line.split("  ", 2))
                .collect(Collectors.toMap(part -> part[1], part -> part[0]));
    }
}
