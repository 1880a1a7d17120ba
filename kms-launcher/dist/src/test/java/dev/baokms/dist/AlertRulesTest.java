package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts in the eyes of Prometheus' own tool. */
class AlertRulesTest {
    private static final Path FOLDER = Path.of("src/dist/observability");

    @TempDir
    private Path folder;

    @BeforeEach
    void requireTool() {
        Tool.require("promtool", "prometheus");
    }

    @Test
    void rules_areWellFormed() throws Exception {
        assertThat(Tool.mustRun(
                        "promtool",
                        "check",
                        "rules",
                        FOLDER.resolve("alerts.yaml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void rules_fireAndStayQuietAsTheirTestsSay() throws Exception {
        assertThat(Tool.mustRun(
                        "promtool",
                        "test",
                        "rules",
                        FOLDER.resolve("alerts-test.yaml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void ruleThatFiresTooLate_isCaught() throws Exception {
        Files.copy(FOLDER.resolve("alerts-test.yaml"), folder.resolve("alerts-test.yaml"));
        String rules = Files.readString(FOLDER.resolve("alerts.yaml"));
        Files.writeString(folder.resolve("alerts.yaml"), rules.replaceFirst("for: 2m", "for: 2h"));

        Tool.Said said = Tool.run(
                "promtool", "test", "rules", folder.resolve("alerts-test.yaml").toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.text()).contains("KmsProviderDown");
    }
}
