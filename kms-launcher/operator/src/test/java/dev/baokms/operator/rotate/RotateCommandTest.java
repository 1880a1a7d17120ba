package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.Settings;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandRun;
import dev.baokms.operator.inventory.Inventories;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.state.StateGlance;
import dev.baokms.telemetry.Json;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator types it, with a daemon, an OpenBao and an API server over HTTP. */
class RotateCommandTest {
    private static final String MARK = "marked-swordfish";

    @TempDir
    private Path folder;

    private Site site;
    private String out = "";

    @BeforeEach
    void start() throws Exception {
        site = Site.in(folder);
        site.configure("rotation:\n  activationDelay: 1s\nstatus:\n  probeInterval: 1s\n");
        site.writeSecret("admin-token", site.emulator.rootToken() + "\n");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private int run(String... more) {
        var arguments =
                new ArrayList<>(List.of("rotate", "--config", site.config().toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        out = run.text();
        return run.code();
    }

    private Path journal() {
        return site.file("state").resolve("rotate.journal");
    }

    private static String hashOn(Site.Running running) {
        try {
            return String.valueOf(Json.parse(running.page("/ready")).get("key_id_hash"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String metrics(Site.Running running) {
        return "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash=\"sha256:a\",key_id_hash=\""
                + hashOn(running) + "\",provider_name=\"openbao-kms\"} "
                + Instant.now().getEpochSecond() + "\n";
    }

    @Test
    void plan_namesStepsRightsAndTheCommand_andChangesNothing() throws IOException {
        assertThat(run("--until", "retired")).isEqualTo(ExitCode.OK);

        assertThat(out)
                .contains("[skip] rotation.rotate: the key has a new version - asks OpenBao for one more version of"
                        + " transit/keys/kms, with update on transit/keys/kms/rotate")
                .contains("; give --openbao-token-file, or --already-rotated")
                .contains(
                        "[skip] rotation.prove: ", "; give --endpoints and --encryption-config and --backups-complete")
                .contains("next_step: rotate")
                .containsPattern("next: bao-kms-provider rotate --config \\S+ --until retired --apply")
                .doesNotContain("rotation.minimum");
        assertThat(journal()).doesNotExist();
    }

    @Test
    void untilMigrated_rotatesOnceAndWritesEveryObjectAgain() throws Exception {
        try (Site.Running running = site.started()) {
            String before = hashOn(running);
            var api = new FakeApiServer(() -> hashOn(running).equals(before) ? 1 : 2);
            for (int i = 0; i < 7; i++) {
                api.put("ns", "secret-" + i);
            }
            String health = "127.0.0.1:"
                    + running.daemon().listening().values().iterator().next().getPort();
            try (ServedApi served = new ServedApi(api, () -> metrics(running), Optional.empty())) {
                String[] arguments = {
                    "--health-address",
                    health,
                    "--api-server",
                    "http://127.0.0.1:" + served.port(),
                    "--openbao-token-file",
                    site.file("admin-token").toString(),
                    "--until",
                    "migrated",
                    "--parallel",
                    "3",
                    "--apply"
                };
                assertThat(run(arguments)).as(out).isEqualTo(ExitCode.OK);
                assertThat(out).contains("[pass] rotation.migrate: ", "7 written again", "next_step: prove");
                assertThat(api.secrets.values()).allMatch(secret -> secret.writtenUnder == 2);

                assertThat(run(arguments)).isEqualTo(ExitCode.OK);
                assertThat(out).contains("[pass] rotation.rotate: the key has a new version - done at ");
                assertThat(Files.readString(journal())).doesNotContain(site.emulator.rootToken());
                assertThat(JournalFile.look(journal(), subject().about()).stream()
                                .filter(line -> line.is(RotationStep.ROTATE, JournalLine.DONE)))
                        .singleElement()
                        .matches(line -> line.fact("version").orElseThrow().equals("2"));
            }
        }
    }

    private RotationSubject subject() throws Exception {
        Settings settings = site.settings();
        return new RotationSubject(settings.key(), Duration.ZERO, Duration.ZERO);
    }

    /** A daemon that has written with versions 1 and 2, and the journal of a rotation up to its proof. */
    private void proved() throws Exception {
        try (Site.Running running = site.started()) {
            KmsClient client = running.client();
            String before = client.status().keyId();
            site.emulator.faults().rotateKey("transit", "kms");
            Site.await("the new version writes", () -> {
                try {
                    return !client.status().keyId().equals(before);
                } catch (KmsCallException e) {
                    return false;
                }
            });
        }
        var key = site.settings().key();
        String memory = StateGlance.hashOf(StateGlance.memory(site.settings().stateFile(), key.fingerprint()));
        Path proof = Files.writeString(
                site.file("proof.json"), Proof.document(Inventories.safe(new Identity(key.fingerprint(), memory), 2)));
        try (JournalFile file = JournalFile.open(journal(), subject().about())) {
            var journal = new RotationJournal(file.lines(), file, Instant::now);
            journal.done(RotationStep.ROTATE, Map.of("version", "2", "created", "2026-11-30T12:00:00Z"));
            journal.done(RotationStep.AGREE, Map.of("since", "2026-11-30T12:04:00Z"));
            journal.done(RotationStep.MIGRATE, Map.of());
            journal.done(RotationStep.PROVE, Map.of("proof", proof.toString(), "highest_safe", "2"));
        }
    }

    @Test
    void retireAndMinimum_areDoneWithTheProof() throws Exception {
        proved();

        assertThat(run(
                        "--apply",
                        "--openbao-token-file",
                        site.file("admin-token").toString()))
                .as(out)
                .isEqualTo(ExitCode.OK);

        assertThat(out)
                .contains("versions below 2 are retired on this node; start its daemon")
                .contains(
                        "min_decryption_version is 2; bao write transit/keys/kms/config min_decryption_version=1 takes"
                                + " it back");
        assertThat(StateGlance.memory(
                                site.settings().stateFile(),
                                site.settings().key().fingerprint())
                        .retired())
                .containsExactly(1);
        assertThat(run("--openbao-token-file", site.file("admin-token").toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("next: every step is done; name a new --journal to rotate again");
    }

    @Test
    void runningDaemon_isNotYet_withTheCommandsForItsNode() throws Exception {
        proved();
        try (Site.Running running = site.started()) {
            String health = "127.0.0.1:"
                    + running.daemon().listening().values().iterator().next().getPort();

            assertThat(run("--apply", "--until", "retired", "--node", health, "--health-address", health))
                    .isEqualTo(ExitCode.CHECK_FAILED);
        }
        assertThat(out)
                .contains("stop the running provider first")
                .contains("retire-versions --config " + site.config() + " --before-version 2 --proof ")
                .contains("restore-versions --config " + site.config() + " --versions 1");
    }

    @Test
    void daemonsOwnToken_mayNeitherRotateNorRaiseTheMinimum() throws Exception {
        String answer = site.administrator()
                .post("auth/jwt/login", Json.of(Map.of("role", "kms", "jwt", Files.readString(site.jwt()))));
        Matcher token = Pattern.compile("\"client_token\":\"([^\"]+)\"").matcher(answer);
        assertThat(token.find()).isTrue();
        site.writeSecret("daemon-token", token.group(1));
        String[] arguments = {
            "--apply",
            "--openbao-token-file",
            site.file("daemon-token").toString(),
            "--until",
            "agree",
            "--api-server",
            "http://127.0.0.1:1"
        };

        assertThat(run(arguments)).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("it needs update on transit/keys/kms/rotate").doesNotContain(token.group(1));
        assertThat(JournalFile.look(journal(), subject().about())).isEmpty();

        Files.delete(journal());
        proved();
        assertThat(run(
                        "--apply",
                        "--openbao-token-file",
                        site.file("daemon-token").toString()))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("it needs update on transit/keys/kms/config").doesNotContain(token.group(1));
    }

    @Test
    void secrets_areInNoOutputAndNoJournal() throws Exception {
        site.writeSecret("marked-token", MARK);
        site.writeSecret("marked-kubeconfig", """
            current-context: a
            contexts:
            - {name: a, context: {cluster: b, user: c}}
            clusters:
            - name: b
              cluster: {server: "https://127.0.0.1:1", certificate-authority: %s}
            users:
            - {name: c, user: {token: %s}}
            """.formatted(site.caBundle(), MARK));
        String[] arguments = {
            "--apply",
            "--openbao-token-file",
            site.file("marked-token").toString(),
            "--kubeconfig",
            site.file("marked-kubeconfig").toString(),
            "--until",
            "agree"
        };

        assertThat(run(arguments)).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("rotation.rotate").doesNotContain(MARK);
        assertThat(Files.readString(journal())).doesNotContain(MARK);
    }

    @Test
    void journalOfAnotherKey_isRefusedInWords() throws Exception {
        try (JournalFile file = JournalFile.open(journal(), Map.of("scope", "cfg1.other"))) {
            assertThat(file.lines()).isEmpty();
        }

        assertThat(run("--until", "agree")).isEqualTo(ExitCode.RUNTIME);
        assertThat(out).contains("rotate.journal is about another cluster or another key", "name a new --journal");
    }

    @Test
    void tokenThatOthersMayRead_isRefused() throws Exception {
        Path open = Files.writeString(site.file("open-token"), MARK);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run(
                        "--apply",
                        "--openbao-token-file",
                        open.toString(),
                        "--until",
                        "agree",
                        "--api-server",
                        "http://127.0.0.1:1"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out).contains("open-token").doesNotContain(MARK);
    }

    @Test
    void wrongUsage_isExit2() {
        assertThat(run("--parallel", "9")).isEqualTo(ExitCode.USAGE);
        assertThat(run("--resource", "*.*")).isEqualTo(ExitCode.USAGE);
        assertThat(out).contains("is a wildcard; give --encryption-config");
        assertThat(run("--node", "nowhere")).isEqualTo(ExitCode.USAGE);
    }
}
