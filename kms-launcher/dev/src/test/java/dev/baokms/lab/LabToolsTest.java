package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.lab.LabTools.GoVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabToolsTest {
    private static final GoVersion NEW = GoVersion.parse("go1.26.8\n");

    @TempDir
    private Path bin;

    private LabTools having(String... programs) throws IOException {
        for (String program : programs) {
            assertThat(Files.createFile(bin.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }
        return new LabTools("/nonexistent::" + bin);
    }

    @Test
    void everythingThere_isNoWord() throws IOException {
        LabTools tools = having("etcd", "etcdctl", "openssl", "curl", "bash", "setsid", "go", "strip");

        assertThat(tools.missing(true, true, NEW)).isEmpty();
    }

    @Test
    void whatIsMissing_isNamedTogetherWithOneCommand() throws IOException {
        LabTools tools = having("openssl", "curl", "bash", "setsid");

        assertThat(tools.missing(true, true, NEW))
                .containsExactly(
                        "the lab needs etcd, which is not on the PATH",
                        "the lab needs etcdctl, which is not on the PATH",
                        "the lab needs go, which is not on the PATH",
                        "the lab needs strip, which is not on the PATH",
                        "to install what is missing, on Debian as root: apt-get install etcd-server etcd-client"
                                + " golang-go binutils");
    }

    @Test
    void compilers_areWantedOnlyByWhatIsNotBuiltYet() throws IOException {
        LabTools tools = having("etcd", "etcdctl", "openssl", "curl", "bash", "setsid");

        assertThat(tools.missing(false, false, GoVersion.parse(""))).isEmpty();
    }

    @Test
    void goThatFetchesNoOther_isNamedWithItsVersion() throws IOException {
        LabTools tools = having("etcd", "etcdctl", "openssl", "curl", "bash", "setsid", "go");

        assertThat(tools.missing(true, false, GoVersion.parse("go1.19.8\n")))
                .singleElement()
                .asString()
                .contains("Go 1.21 or later", "go is go1.19.8");
    }

    @Test
    void fileThatIsNoProgram_isNotFound() throws IOException {
        Files.createFile(bin.resolve("etcd"));
        Files.createDirectory(bin.resolve("go"));

        assertThat(having().find("etcd")).isEmpty();
        assertThat(having().find("go")).isEmpty();
    }
}
