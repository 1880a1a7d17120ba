package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of materials names the Java that was bundled, on whatever machine it was built. */
class JavaReleaseTest {
    private static final Path BUILD = Path.of("src/dist/build");
    /** What the build does, without an image around it. */
    private static final String ASK = """
        class Ask {
            public static void main(String[] args) throws Exception {
                var bill = new Sbom("1", "2026-01-01T00:00:00Z");
                bill.java(JavaRelease.of(java.nio.file.Path.of(args[0])), java.nio.file.Path.of(args[0]));
                System.out.println(bill.json());
            }
        }
        """;

    @TempDir
    private static Path classes;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() throws IOException {
        Path ask = Files.writeString(classes.resolve("Ask.java"), ASK);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-sourcepath",
                        BUILD.toString(),
                        ask.toString());
        assertThat(code).isZero();
    }

    private Tool.Said billOf(String... release) throws Exception {
        Path file = Files.write(folder.resolve("release"), List.of(release));
        return Tool.run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classes.toString(),
                "Ask",
                file.toString());
    }

    @Test
    void javaOfAnotherVendor_isNamedAsItIs() throws Exception {
        Tool.Said bill = billOf(
                "IMPLEMENTOR=\"Debian\"", "JAVA_RUNTIME_VERSION=\"25.0.1+8-Debian-1\"", "JAVA_VERSION=\"25.0.1\"");

        assertThat(bill.text())
                .contains(
                        "\"group\": \"Debian\", \"name\": \"java-runtime\", \"version\": \"25.0.1+8-Debian-1\"",
                        "\"purl\": \"pkg:generic/debian/java-runtime@25.0.1%2B8-Debian-1\"")
                .doesNotContainIgnoringCase("temurin");
    }

    @Test
    void vendorWithBlanksAndQuotes_staysOneText() throws Exception {
        Tool.Said bill = billOf("IMPLEMENTOR=\"Azul \"Q\" Systems, Inc.\"", "JAVA_RUNTIME_VERSION=\"25+36\"");

        assertThat(bill.text())
                .contains(
                        "\"group\": \"Azul \\\"Q\\\" Systems, Inc.\"",
                        "pkg:generic/azul-q-systems-inc./java-runtime@25");
    }

    @Test
    void runtimeThatDoesNotSayWhoseItIs_stopsTheBuild() throws Exception {
        Tool.Said bill = billOf("JAVA_RUNTIME_VERSION=\"25+36\"");

        assertThat(bill.code()).isEqualTo(1);
        assertThat(bill.text()).contains("release does not say IMPLEMENTOR");
    }
}
