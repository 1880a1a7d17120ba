package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command among all others, as far as it goes without a cluster. */
class LabCommandTest {
    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void labWithoutAWord_saysWhatThereIs() {
        assertThat(run("lab")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("up", "down", "status", "walk");
    }

    @ParameterizedTest
    @CsvSource({
        "--kubernetes, 1.30, --kubernetes: must be one of 1.37",
        "--nodes, 2, --nodes: must be 1 or 3",
        "--timeout, soon, --timeout"
    })
    void wishThatCannotBe_isWrongUsage(String option, String value, String words) {
        assertThat(run("lab", "walk", option, value)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(words);
    }

    @Test
    void placeWithoutALab_hasNothingToShowOrEnd() {
        String nowhere = temporary.resolve("none").toString();

        assertThat(run("lab", "status", "--dir", nowhere)).isEqualTo(ExitCode.RUNTIME);
        assertThat(run("lab", "down", "--dir", nowhere)).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines()).containsOnly("there is no lab in " + nowhere);
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void labOfWhichNothingRuns_isNamedPartByPartAndTakenDown() throws Exception {
        var folder = new LabFolder(temporary.resolve("lab"));
        folder.claim();
        LabPlan.fresh(KubernetesRelease.OLDER, 3, true).write(folder);

        assertThat(run("lab", "status", "--dir", folder.path().toString())).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString())
                .contains("Kubernetes 1.34.4, 3 nodes, the Transit emulator")
                .containsPattern("daemon-3 +ended")
                .containsPattern("kube-controller-manager +ended");

        assertThat(run("lab", "down", "--dir", folder.path().toString())).isEqualTo(ExitCode.OK);
        assertThat(folder.isMarked()).isFalse();
    }

    @Test
    void wordsOfADaemon_areThoseOfItsPage() {
        assertThat(LabStatus.words("{\"status\":\"ok\",\"healthz\":\"ok\",\"key_id_hash\":\"sha256:ab\"}"))
                .isEqualTo("ok, key sha256:ab");
        assertThat(LabStatus.words("{\"healthz\":\"OpenBao is sealed; unseal it\"}"))
                .isEqualTo("OpenBao is sealed; unseal it");
        assertThat(LabStatus.words("")).isEqualTo("does not answer");
    }
}
