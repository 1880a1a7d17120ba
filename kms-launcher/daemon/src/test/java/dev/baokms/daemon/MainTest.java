package dev.baokms.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the class path of the daemon alone. */
class MainTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream usual = System.err;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(usual);
    }

    @Test
    void wrongFlag_isUsageAndNamesIt() {
        assertThat(Main.run(List.of("serve", "--conifg=x"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8))
                .contains("there is no option --conifg=x")
                .contains("Usage: bao-kms-provider serve [--config=FILE]");
    }

    @Test
    void missingFile_isAConfigurationError() {
        assertThat(Main.run(List.of("serve", "--config", "/nonexistent/c.yaml")))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(UTF_8)).contains("/nonexistent/c.yaml");
    }

    @Test
    void otherCommand_isUsageWhereThereIsNone() {
        assertThat(Main.run(List.of("doctor"))).isEqualTo(ExitCode.USAGE);
        assertThat(Main.run(List.of("serve", "--help"))).isEqualTo(ExitCode.USAGE);
        assertThat(Main.run(List.of())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8)).contains("without the other commands");
    }
}
