package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceMainTest {
    @TempDir
    Path reports;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ConformanceMain.run(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), true, arguments);
    }

    private int runOn(Lab lab, String... more) {
        String[] arguments = Arrays.copyOf(
                new String[] {"--endpoint", lab.endpoint().toString(), "--quick", "--report", reports.toString()},
                5 + more.length);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return run(arguments);
    }

    private static Lab lab(LabProvider provider) throws IOException {
        return new Lab(Lab.directory("rwx------"), () -> provider, server -> {});
    }

    @Test
    void runnableJar_startsThisClass() {
        assertThat(Path.of("pom.xml"))
                .content()
                .contains("<mainClass>" + ConformanceMain.class.getName() + "</mainClass>");
    }

    @Test
    void noEndpoint_isWrongUsage() {
        assertThat(run("--quick")).isEqualTo(ConformanceMain.USAGE);
        assertThat(err.toString(UTF_8)).contains("--endpoint is missing");
    }

    @Test
    void wrongOption_isNamedWithWhatIsAllowed() {
        assertThat(run("--profile", "huge", "--endpoint", "unix:///x")).isEqualTo(ConformanceMain.USAGE);
        assertThat(err.toString(UTF_8)).contains("--profile is huge, need one of minimum, full");
    }

    @Test
    void endpointThatDialsElsewhere_isWrongUsage() {
        assertThat(run("--endpoint", "unix://run/x.sock")).isEqualTo(ConformanceMain.USAGE);
    }

    @Test
    void nobodyAtTheSocket_couldNotRun() {
        assertThat(run("--endpoint", reports.resolve("none.sock").toString())).isEqualTo(ConformanceMain.COULD_NOT_RUN);
        assertThat(err.toString(UTF_8)).contains("no provider answers at").contains("start the provider first");
    }

    @Test
    void fewRules_areIncompleteAndLeaveReports() throws Exception {
        try (var lab = lab(new LabProvider())) {
            assertThat(runOn(lab, "--only", "A1,B1,C1,D1,F4", "--seed", "5")).isEqualTo(ConformanceMain.NO_MUST_FAILED);
        }

        assertThat(out.toString(UTF_8))
                .contains(
                        "incomplete: 4 of the ",
                        "MUSTs of profile full were asked, and none failed; a quick run, which certifies nothing",
                        "94 rules, 4 asked: 4 passed",
                        "seed 5",
                        "1 untestable");
        assertThat(Files.readString(reports.resolve("report.json"), UTF_8))
                .contains("\"verdict\": \"incomplete\"", "\"conforms\": false", "\"run\": 4");
        assertThat(Files.readString(reports.resolve("report.html"), UTF_8))
                .contains("<p class=\"verdict part\">– incomplete")
                .doesNotContain("What to do", "<script", "http", "src=", "url(", "@import");
        var junit = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(reports.resolve("junit.xml").toFile())
                .getDocumentElement();
        assertThat(junit.getElementsByTagName("testcase").getLength()).isEqualTo(94);
        assertThat(junit.getAttribute("failures")).isEqualTo("0");
        assertThat(junit.getAttribute("skipped")).isEqualTo("90");
    }

    @Test
    void brokenMust_doesNotConformAndSaysHowToAskAgain() throws Exception {
        var broken = new LabProvider() {
            @Override
            State status() {
                return new State("v3", "ok", super.status().keyId());
            }
        };
        try (var lab = lab(broken)) {
            assertThat(runOn(lab, "--seed", "5")).isEqualTo(ConformanceMain.DOES_NOT_CONFORM);
        }

        assertThat(out.toString(UTF_8))
                .contains("does not conform: 1 MUST failed", "--only B1 --seed 5")
                .contains("declined   E1");
        assertThat(Files.readString(reports.resolve("badge.svg"), UTF_8))
                .contains("KMS v2: does not conform, quick run");
        var sarif = JsonReader.of(new Buffer().writeUtf8(Files.readString(reports.resolve("report.sarif"), UTF_8)))
                .readJsonValue();
        assertThat(String.valueOf(sarif)).contains("version=2.1.0", "ruleId=B1", "level=error");
        String html = Files.readString(reports.resolve("report.html"), UTF_8);
        assertThat(html).contains("<p class=\"verdict bad\">✗ does not conform", "<dt>remedy<dd><strong>");
        assertThat(html.indexOf("<h2>What to do</h2>"))
                .as("failures come before the list of all rules")
                .isBetween(html.indexOf("<h2>By group</h2>"), html.indexOf("<h2>All rules</h2>"));
        assertThat(html.substring(html.indexOf("<h2>By group</h2>"), html.indexOf("<h2>What to do</h2>")))
                .containsPattern("Status</a><td class=\"[a-z]+\">[0-9]+<td class=\"failed\">1<");
    }

    @Test
    void brokenShould_isAdvice() throws Exception {
        var spaced = new LabProvider() {
            @Override
            String id(int version) {
                return "my key " + version;
            }
        };
        try (var lab = lab(spaced)) {
            assertThat(runOn(lab, "--only", "B6")).isEqualTo(ConformanceMain.NO_MUST_FAILED);
        }

        assertThat(out.toString(UTF_8)).contains("advice     B6", "none failed; 1 SHOULD failed");
    }

    @Test
    void hookCommand_isToldWhatItIsRunFor() throws Exception {
        Path told = reports.resolve("told");
        try (var lab = lab(new LabProvider())) {
            runOn(lab, "--only", "B9", "--hook", "restart=env | grep ^KMS_KIT_ | sort > '" + told + "'");

            assertThat(told).hasContent("""
                KMS_KIT_ENDPOINT=%s
                KMS_KIT_FAILED=
                KMS_KIT_HOOK=restart
                KMS_KIT_RULE=B9
                """.formatted(lab.endpoint()));
        }
    }

    @Test
    void hookCommand_isRunAndItsFailureNamed() throws Exception {
        try (var lab = lab(new LabProvider())) {
            Path mark = reports.resolve("mark");
            assertThat(runOn(lab, "--only", "B9", "--hook", "restart=touch '" + mark + "'; exit 7"))
                    .isEqualTo(ConformanceMain.DOES_NOT_CONFORM);
            assertThat(mark).exists();
        }

        assertThat(out.toString(UTF_8)).contains("hook restart failed: exit code 7");
    }
}
