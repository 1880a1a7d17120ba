package dev.baokms.operator.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.Settings;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.inventory.Inventories;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.state.StateGlance;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does around a rotation, and after a disaster. */
class RotationCommandsTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Site site;
    private String out = "";

    @BeforeEach
    void start() throws Exception {
        site = Site.in(folder);
        site.configure("rotation:\n  activationDelay: 1s\nstatus:\n  probeInterval: 1s\n");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private int run(String command, String... more) {
        var arguments =
                new ArrayList<>(List.of(command, "--config", site.config().toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        out = run.text();
        return run.code();
    }

    private String planHash() {
        Matcher hash = Pattern.compile("plan_hash: (sha256:[0-9a-f]{64})").matcher(out);
        assertThat(hash.find()).as(out).isTrue();
        return hash.group(1);
    }

    /** A daemon that wrote with version 1 and now writes with version 2. */
    private WrappedSeed rotatedOnce() throws Exception {
        try (Site.Running running = site.running()) {
            KmsClient client = running.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed old = client.encrypt("uid", SEED);
            site.emulator.faults().rotateKey("transit", "kms");
            Site.await("the new version writes", () -> !client.status().keyId().equals(old.keyId()));
            return old;
        }
    }

    @Test
    void rotationPlan_showsVersionsAndTheWait() throws Exception {
        rotatedOnce();
        site.configure("rotation:\n  activationDelay: 1h\n");
        site.emulator.faults().rotateKey("transit", "kms");

        assertThat(run("rotation-plan")).isEqualTo(ExitCode.OK);

        assertThat(out)
                .containsPattern("1 +superseded +yes")
                .containsPattern("2 +active +yes")
                .containsPattern("3 +pending +yes")
                .contains("wait 3700 s")
                .contains("[pass] registry.state: ");
        assertThat(run("rotation-plan", "--output", "json")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("\"wait_seconds\":3700", "{\"version\":3,\"state\":\"pending\"");
        assertThat(run("verify-rotation")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("[fail] rotation.complete: ");
    }

    @Test
    void rotationPlanWithoutOpenBao_fails() {
        site.emulator.close();
        assertThat(run("rotation-plan")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("[fail] transit.metadata: ").contains("cannot be reached");
    }

    @Test
    void verifyRotation_asksTheDaemonAndNamesWhatItCannotKnow() throws Exception {
        try (Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            String address = "127.0.0.1:"
                    + running.daemon().listening().values().iterator().next().getPort();

            assertThat(run("verify-rotation", "--health-address", address, "--output", "json"))
                    .isEqualTo(ExitCode.OK);

            assertThat(out)
                    .contains(
                            "\"id\":\"kms.key_id\",\"title\":\"the running daemon writes with it\",\"status\":\"pass\"")
                    .contains("\"limitations\":[\"other nodes were not asked");
        }
    }

    @Test
    void proofThatFits_isEvidence_andOneThatDoesNotIsRefused() throws Exception {
        rotatedOnce();
        Settings settings = Settings.of(ConfigReader.read(site.config(), Map.of(), Map.of()), "0.1.0");
        var key = settings.key();
        String memory = StateGlance.hashOf(StateGlance.memory(settings.stateFile(), key.fingerprint()));
        Path good = proof("good.json", new Identity(key.fingerprint(), memory), 2);
        Path foreign = proof("foreign.json", new Identity("cfg1.other", memory), 2);
        Path early = proof("early.json", new Identity(key.fingerprint(), memory), 1);

        assertThat(run("retire-versions", "--before-version", "2")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("[warn] registry.evidence", "nothing shows that no object needs these versions");
        assertThat(run("retire-versions", "--before-version", "2", "--proof", foreign.toString()))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("is of configuration cfg1.other").doesNotContain("plan_hash");
        assertThat(run("retire-versions", "--before-version", "2", "--proof", early.toString()))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("version 1 is still needed").doesNotContain("plan_hash");
        assertThat(run("retire-versions", "--before-version", "2", "--proof", good.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("[pass] registry.evidence", "revision 32: nothing needs a version below 2");
        String plan = planHash();
        assertThat(run(
                        "retire-versions",
                        "--before-version",
                        "2",
                        "--proof",
                        good.toString(),
                        "--apply",
                        "--expected-state-hash",
                        plan))
                .isEqualTo(ExitCode.OK);
        assertThat(run("retire-versions", "--before-version", "2", "--proof", good.toString()))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("versions were created, activated or retired since it was made");
    }

    private Path proof(String name, Identity installation, int version) throws IOException {
        return Files.writeString(site.file(name), Proof.document(Inventories.safe(installation, version)));
    }

    @Test
    void retiredVersion_neverDecryptsAgain_untilItIsRestored() throws Exception {
        WrappedSeed old = rotatedOnce();
        assertThat(run("retire-versions", "--before-version", "2")).isEqualTo(ExitCode.OK);
        String plan = planHash();
        assertThat(run("retire-versions", "--before-version", "2", "--apply", "--expected-state-hash", "sha256:0"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run("retire-versions", "--before-version", "2", "--apply", "--expected-state-hash", plan))
                .isEqualTo(ExitCode.OK);
        try (Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            assertThat(refusal(running.client(), old)).contains("NOT_FOUND").contains("retired");
        }

        assertThat(run("restore-versions", "--versions", "1")).isEqualTo(ExitCode.OK);
        assertThat(run("restore-versions", "--versions", "1", "--apply", "--expected-state-hash", planHash()))
                .isEqualTo(ExitCode.OK);
        try (Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            assertThat(running.client().decrypt("uid", old)).isEqualTo(SEED);
        }
    }

    private static String refusal(KmsClient client, WrappedSeed wrapped) {
        try {
            client.decrypt("uid", wrapped);
            return "no refusal";
        } catch (KmsCallException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void retiringTheActiveVersion_isRefused() throws Exception {
        rotatedOnce();
        assertThat(run("retire-versions", "--before-version", "3")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("version 2 is active and must stay");
    }

    @Test
    void retiringUnderARunningDaemon_isRefused() throws Exception {
        rotatedOnce();
        try (Site.Running running = site.running()) {
            assertThat(running.daemon().listening()).isNotEmpty();
            assertThat(run("retire-versions", "--before-version", "2")).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(out).contains("stop the running provider first");
        }
    }

    @Test
    void stateFromABackup_isSaidBeforeAPlanIsMade() throws Exception {
        rotatedOnce();
        Path state = site.settings().stateFile();
        Path mark = state.resolveSibling(state.getFileName() + ".written");
        Files.writeString(mark, Files.readString(mark).replaceFirst("\"writtenAt\":\\d+", "\"writtenAt\":1700000000"));

        assertThat(run("retire-versions", "--before-version", "2")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("[warn] registry.state: ").contains("put back from a copy");
        run("verify-key");
        assertThat(out).contains("[warn] registry.state: ").contains("put back from a copy");
    }

    @Test
    void editedState_refusesToStart_andIsRebuilt() throws Exception {
        WrappedSeed old = rotatedOnce();
        Path state = site.settings().stateFile();
        Files.writeString(state, Files.readString(state).replace("\"highestActive\":2", "\"highestActive\":1"));
        assertThat(run("serve")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out).contains("recover-state");

        assertThat(run("recover-state", "--expect-key-id", "obk2.other")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run("recover-state", "--expect-key-id", old.keyId())).isEqualTo(ExitCode.OK);
        assertThat(out).contains("[warn] registry.tombstones: ");
        assertThat(run("recover-state", "--apply", "--expected-plan-hash", planHash()))
                .isEqualTo(ExitCode.OK);

        try (Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            assertThat(running.client().decrypt("uid", old)).isEqualTo(SEED);
            assertThat(running.client().status().keyId()).isNotEqualTo(old.keyId());
        }
    }
}
