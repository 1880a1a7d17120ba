package dev.baokms.host.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void ownJar_isAccepted() {
        assertThat(BuildInfo.load().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    /** Also when nothing but Maven was started: no script passes the commit. */
    @Test
    void commit_isTheOneThatGitNames_orUnknownWithoutGit() throws Exception {
        String expected = "unknown";
        if (Files.exists(Path.of("../../.git"))) {
            Process git = new ProcessBuilder("git", "-c", "safe.directory=*", "rev-parse", "HEAD").start();
            expected = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).substring(0, 12);
        }

        assertThat(BuildInfo.load().commit()).isEqualTo(expected);
        assertThat(BuildInfo.load().dirty())
                .isIn(expected.equals("unknown") ? List.of("unknown") : List.of("true", "false"));
    }

    @Test
    void classesOfAnotherBuild_areRefusedWithTheCure() {
        assertThatThrownBy(() -> BuildInfo.requireOwnCode("a1", "b2"))
                .isInstanceOf(StaleCodeException.class)
                .hasMessageContaining("build a1")
                .hasMessageContaining("build b2")
                .hasMessageContaining("install the package again");
    }
}
