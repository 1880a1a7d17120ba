package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The story of the lab on real API servers. Too long for each build: the profile {@code lab} runs it. */
class WholeLab {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1.37, 1", "1.34, 1", "1.37, 3"})
    void walk_holdsToItsEnd(String kubernetes, String nodes) {
        Path lab = folder.resolve("lab");

        assertThat(CommandTree.commandLine()
                        .execute("lab", "walk", "--dir", lab.toString(), "--kubernetes", kubernetes, "--nodes", nodes))
                .isEqualTo(ExitCode.OK);

        // Its logs stay, for the next one who has to look at them.
        assertThat(lab.resolve("log")).exists();
        assertThat(lab.resolve("run")).doesNotExist();
    }
}
