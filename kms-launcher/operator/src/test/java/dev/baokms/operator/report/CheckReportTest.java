package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

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
    void wholeNumberOfAPage_isReadWithoutAFraction() throws Exception {
        assertThat(Json.parse("{\"cache_age_ms\":44543,\"reasons\":[\"sealed\"],\"stale\":false}"))
                .containsExactly(
                        Map.entry("cache_age_ms", "44543"),
                        Map.entry("reasons", "[sealed]"),
                        Map.entry("stale", "false"));
    }
}
