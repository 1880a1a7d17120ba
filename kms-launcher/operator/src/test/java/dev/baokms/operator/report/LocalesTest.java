package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ForeignLocales;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** In locales whose numbers are written in other digits, and one whose letters differ: scripts read reports. */
class LocalesTest {
    @ForeignLocales.Each
    void reportsAndCommands_areTheSame(String tag) throws Exception {
        assertThat(ForeignLocales.sameAsInRoot(tag, LocalesTest::everythingThatIsReported))
                .contains("1234567");
    }

    private static String everythingThatIsReported() {
        var text = new StringWriter();
        var out = new PrintWriter(text, true);
        var report = new CheckReport("verify-key");
        report.add("transit.metadata", "I", Status.PASS, "it has version " + 1234567);
        report.add("transit.profile", "I", Status.FAIL, "\u0007");
        report.with("wait_seconds", 150.5);
        report.with("versions", List.of(Map.of("version", 1234567)));
        report.print(out, CheckReport.Format.text);
        report.print(out, CheckReport.Format.json);
        for (String[] line : List.of(
                new String[] {"config", "--config", "../../docs/example-config.yaml"},
                new String[] {"config", "schema"},
                new String[] {"config", "--config", "../../docs/no-such-file.yaml"})) {
            CommandTree.commandLine().setOut(out).setErr(out).execute(line);
        }
        return text.toString();
    }
}
