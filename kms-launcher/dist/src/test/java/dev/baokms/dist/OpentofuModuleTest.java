package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The module against this program's own demands; {@link OpentofuModuleIT} lets the tool judge it. */
class OpentofuModuleTest {
    private static final Path MODULE = Path.of("src/dist/opentofu");

    @TempDir
    private Path folder;

    @Test
    void policy_isWhatTheCommandPrints() throws Exception {
        try (Site site = Site.in(folder)) {
            var out = new StringWriter();
            CommandLine main = CommandTree.commandLine().setOut(new PrintWriter(out, true));
            assertThat(main.execute(
                            "policy", "openbao", "--config", site.config().toString()))
                    .isZero();
            Map<String, String> printed = rules(out.toString(), "path \"([^\"]+)\" \\{\\s+capabilities = \\[(.*)]");
            Map<String, String> module = rules(
                    Files.readString(MODULE.resolve("main.tf"))
                            .replace("${var.mount}", "transit")
                            .replace("${var.key}", "kms"),
                    "path += \"([^\"]+)\"\\s+capabilities = \\[(.*)]");

            assertThat(module).isEqualTo(printed).hasSize(6);
        }
    }

    private static Map<String, String> rules(String text, String rule) {
        return Pattern.compile(rule)
                .matcher(text)
                .results()
                .collect(Collectors.toMap(match -> match.group(1), (MatchResult match) -> match.group(2)));
    }

    @Test
    void key_hasEverySafeFlag() throws Exception {
        String main = Files.readString(MODULE.resolve("main.tf")).replaceAll(" +", " ");

        assertThat(main)
                .contains(
                        "type = \"aes256-gcm96\"",
                        "derived = false",
                        "convergent_encryption = false",
                        "exportable = false",
                        "allow_plaintext_backup = false",
                        "deletion_allowed = false",
                        "auto_rotate_period = 0",
                        "disable_upsert = true");
    }

    @Test
    void sources_areFormatted() throws Exception {
        String program = Tool.find("tofu").isPresent() ? "tofu" : "terraform";
        assumeTrue(Tool.find(program).isPresent(), "tofu is not here: install the package tofu of opentofu.org");

        assertThat(Tool.run(program, "fmt", "-check", "-diff", MODULE.toString())
                        .code())
                .isZero();
    }
}
