package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.telemetry.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckReportTest {
    @Test
    void listOfTexts_isALineEach_andAListOfObjectsIsLeftToItsTable() {
        var report = new CheckReport("example");
        report.with("wait_seconds", 150);
        report.with("limitations", List.of("one thing", "another"));
        report.with("versions", List.of(Map.of("version", 1)));
        var text = new StringWriter();
        report.print(new PrintWriter(text, true), CheckReport.Format.text);
        assertThat(text.toString().lines())
                .containsExactly("wait_seconds: 150", "limitations: one thing", "limitations: another");
    }

    @Test
    void whatOthersSaid_isNoCommandForATerminal_andNoLineOfItsOwn() {
        var report = new CheckReport("example");
        report.add("kms.status", "Status", Status.FAIL, "healthz is \u001b[2J\r\n[pass] all: is well \u009b31m\u202e");
        report.with("said", "\u0007");
        var text = new StringWriter();
        report.print(new PrintWriter(text, true), CheckReport.Format.text);
        var json = new StringWriter();
        report.print(new PrintWriter(json, true), CheckReport.Format.json);

        assertThat(text.toString().lines())
                .containsExactly(
                        "[fail] kms.status: Status - healthz is \\u001b[2J\\u000d\\u000a[pass] all: is well"
                                + " \\u009b31m\\u202e",
                        "said: \\u0007");
        assertThat(json.toString())
                .doesNotContain("\u001b", "\u009b", "\u202e", "\r")
                .contains("\\u001b[2J", "\\u009b31m\\u202e");
    }

    /** Scripts read it: what changes for people changes nothing here. */
    @Test
    void json_isTheSameForAPersonAsForAScript_andByteForByteWhatItWas() {
        var report = new CheckReport("example");
        report.add("config.load", "the configuration file", Status.PASS, "can be read");
        report.add("openbao.auth", "the login", Status.FAIL, "OpenBao refuses; correct the role");
        report.with("wait_seconds", 150);
        var json = new StringWriter();
        report.print(new PrintWriter(json, true), CheckReport.Format.json);

        assertThat(json)
                .hasToString("{\"name\":\"example\",\"checks\":[{\"id\":\"config.load\",\"title\":\"the configuration"
                        + " file\",\"status\":\"pass\",\"message\":\"can be"
                        + " read\"},{\"id\":\"openbao.auth\",\"title\":\"the"
                        + " login\",\"status\":\"fail\",\"message\":\"OpenBao refuses; correct the"
                        + " role\"}],\"wait_seconds\":150}\n");
    }

    @Test
    void wholeNumberOfAPage_isReadWithoutAFraction() throws Exception {
        assertThat(Json.parse("{\"cache_age_ms\":44543,\"reasons\":[\"sealed\"],\"stale\":false}"))
                .containsExactly(
                        Map.entry("cache_age_ms", "44543"),
                        Map.entry("reasons", "[sealed]"),
                        Map.entry("stale", "false"));
    }
}
