package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In locales whose numbers are written in other digits, and one whose letters differ: scripts read reports. */
@ResourceLock(Resources.LOCALE)
class LocalesTest {
    private final Locale usual = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ar-EG-u-nu-arab",
                "fa-IR-u-nu-arabext",
                "bn-BD-u-nu-beng",
                "mr-IN-u-nu-deva",
                "my-MM-u-nu-mymr",
                "tr-TR"
            })
    void reportsAndCommands_areTheSame(String tag) {
        Locale.setDefault(Locale.ROOT);
        String expected = everythingThatIsReported();
        Locale.setDefault(Locale.forLanguageTag(tag));

        assertThat(String.format(Locale.getDefault(), "%d %s", 1, "ID".toLowerCase(Locale.getDefault())))
                .as("the test would prove nothing")
                .isNotEqualTo("1 id");
        assertThat(everythingThatIsReported()).isEqualTo(expected).contains("1234567");
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
