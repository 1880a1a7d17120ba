package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
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
        assertThat(err.toString(UTF_8)).contains("nobody answers at").contains("start the provider first");
    }

    @Test
    void correctProvider_conformsAndLeavesThreeReports() throws Exception {
        try (var lab = lab(new LabProvider())) {
            assertThat(runOn(lab, "--only", "A1,B1,C1,D1,F4", "--seed", "5")).isEqualTo(ConformanceMain.CONFORMS);
        }

        assertThat(out.toString(UTF_8)).contains("conforms", "92 rules, 4 asked: 4 passed", "seed 5", "1 untestable");
        assertThat(Files.readString(reports.resolve("report.json"), UTF_8))
                .contains("\"conforms\": true", "\"run\": 4");
        assertThat(Files.readString(reports.resolve("report.html"), UTF_8)).doesNotContain("<script", "http");
        var junit = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(reports.resolve("junit.xml").toFile())
                .getDocumentElement();
        assertThat(junit.getElementsByTagName("testcase").getLength()).isEqualTo(92);
        assertThat(junit.getAttribute("failures")).isEqualTo("0");
        assertThat(junit.getAttribute("skipped")).isEqualTo("88");
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
                .contains("does not conform", "--only B1 --seed 5")
                .contains("declined   E1");
    }

    @Test
    void brokenShould_isAdviceAndConforms() throws Exception {
        var spaced = new LabProvider() {
            @Override
            String id(int version) {
                return "my key " + version;
            }
        };
        try (var lab = lab(spaced)) {
            assertThat(runOn(lab, "--only", "B6")).isEqualTo(ConformanceMain.CONFORMS);
        }

        assertThat(out.toString(UTF_8)).contains("advice     B6");
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
