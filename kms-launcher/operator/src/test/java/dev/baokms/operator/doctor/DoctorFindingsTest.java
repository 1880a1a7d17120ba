package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.emulator.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing wrong at a time: doctor finds it, says what to do, and does not go on where that would mean nothing. */
class DoctorFindingsTest {
    @TempDir
    private Path folder;

    private Clinic clinic;

    @BeforeEach
    void start() throws Exception {
        clinic = new Clinic(folder);
    }

    @AfterEach
    void stop() {
        clinic.close();
    }

    private void policy(String text) throws Exception {
        clinic.site.administrator().writePolicy("kms", text);
    }

    private void key(String json) throws Exception {
        clinic.site.administrator().post("transit/keys/kms/config", json);
    }

    private static void assertWaitsFor(String first, Map<String, String> findings, String... ids) {
        for (String id : ids) {
            assertThat(findings.get(id)).as(id).isEqualTo("skip: not looked at; fix " + first + " first");
        }
    }

    @Test
    void missingFile_failsToLoad_andAllElseWaits() throws Exception {
        Files.delete(clinic.site.config());

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("config.load"))
                .startsWith("fail: ")
                .contains(clinic.site.config() + ":1:1: does not exist: write the file there, or correct the path");
        assertThat(findings).hasSize(24);
        assertThat(findings.values())
                .filteredOn(finding -> finding.startsWith("skip: "))
                .hasSize(23);
        assertWaitsFor(
                "config.load", findings, "config.validate", "openbao.tls", "transit.probe", "kms.status_encrypt");
    }

    @Test
    void brokenYaml_failsToLoad() throws Exception {
        clinic.configured(text -> "{" + text);
        assertThat(clinic.run("doctor").get("config.load")).startsWith("fail: ").contains("is not YAML");
    }

    @Test
    void brokenRules_failToValidate_allOfThem() throws Exception {
        clinic.configured(text ->
                text.replace("socketMode: \"0600\"", "socketMode: \"0666\"").replace("keyName: kms", "keyNme: kms"));

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("config.load")).startsWith("pass: ");
        assertThat(findings.get("config.validate"))
                .startsWith("fail: ")
                .contains(
                        "server.socketMode: ", " | ", "transit.keyNme: is not a field", "transit.keyName: is missing");
        assertWaitsFor("config.validate", findings, "socket.group", "jwt.local", "openbao.tls", "transit.metadata");
    }

    @Test
    void tokenOfFewUses_isAWarning_andTheOtherChecksGoOn() throws Exception {
        clinic.site.administrator().post("auth/jwt/role/kms", """
            {"role_type":"jwt","user_claim":"sub","bound_subject":"node-1","bound_audiences":["openbao"],
            "token_policies":["kms"],"token_num_uses":4}
            """);

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("openbao.auth"))
                .isEqualTo("warn: OpenBao gives a token for only 4 requests, so the daemon logs in often; set"
                        + " token_num_uses of its role to 0");
        assertThat(findings.get("transit.probe")).startsWith("pass: ");
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void takenMonitoringPort_isAWarning_whetherTheDaemonRunsOrNot() throws Exception {
        int free = freePort();
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + squatter.getLocalPort();
            clinic.configured(text -> text.replaceFirst("metricsAddress: .*", "metricsAddress: " + taken)
                    .replaceFirst("healthAddress: .*", "healthAddress: 127.0.0.1:" + free));
            String warning = "warn: " + taken + " is taken by another process";

            assertThat(clinic.run("doctor").get("monitoring.addresses")).startsWith(warning);
            try (Site.Running running = clinic.site.running()) {
                Site.await("Status is ok", () -> Site.healthy(running.client()));
                assertThat(clinic.run("doctor").get("monitoring.addresses")).startsWith(warning);
            }
        }
    }

    @Test
    void monitoringSocket_isLookedAt_whetherTheDaemonRunsOrNot() throws Exception {
        Path open = Files.createDirectory(clinic.site.file("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path health = clinic.site.file("health.sock");
        clinic.configured(text -> text.replaceFirst("metricsAddress: .*", "metricsAddress: unix://" + open + "/m.sock")
                .replaceFirst("healthAddress: .*", "healthAddress: unix://" + health));
        String warning = "warn: " + open + "/m.sock: its directory has mode 0777, so others may replace the socket; "
                + "close it: chmod go-w " + open + "; the daemon serves the API server without these pages";

        assertThat(clinic.run("doctor").get("monitoring.addresses")).startsWith(warning);
        assertThat(health).doesNotExist();
        try (Site.Running running = clinic.site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            assertThat(clinic.run("doctor").get("monitoring.addresses")).startsWith(warning);
        }
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(clinic.run("doctor").get("monitoring.addresses"))
                .isEqualTo("pass: the addresses of health and metrics are free");
        try (Site.Running running = clinic.site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            assertThat(clinic.run("doctor").get("monitoring.addresses"))
                    .isEqualTo("pass: the running daemon serves health and metrics");
        }
    }

    @Test
    void unknownSocketGroup_failsWithTheCommand() throws Exception {
        clinic.configured(text -> text.replaceFirst("socketGroup: .*", "socketGroup: no-such-group-here"));

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("socket.group"))
                .isEqualTo("fail: group no-such-group-here does not exist; run groupadd --system no-such-group-here");
        assertThat(findings.get("transit.probe")).startsWith("pass: ");
    }

    @Test
    void unsafeJwtFile_fails_andIsNotSent() throws Exception {
        Files.setPosixFilePermissions(clinic.site.jwt(), PosixFilePermissions.fromString("rw-r--r--"));

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("jwt.local")).startsWith("fail: ").contains("chmod");
        assertThat(findings.get("openbao.tls")).startsWith("pass: ");
        assertWaitsFor("jwt.local", findings, "openbao.auth", "transit.capabilities", "transit.probe");
        assertThat(clinic.site.emulator.requests()).doesNotContainKey("POST auth/jwt/login");
    }

    @Test
    void expiredJwt_fails() throws Exception {
        clinic.site.writeJwt(clinic.site.issuer.issue("node-1", "openbao", Duration.ofSeconds(5)));
        assertThat(clinic.run("doctor").get("jwt.local"))
                .startsWith("fail: ")
                .contains("ends sooner than minRemainingTtl allows; have it renewed");
    }

    @Test
    void missingBundle_failsTls_andNothingIsAsked() throws Exception {
        Files.delete(clinic.site.caBundle());

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("openbao.tls"))
                .startsWith("fail: ")
                .isEqualTo("fail: " + clinic.site.caBundle()
                        + " does not exist: write the file there, or correct the path");
        assertWaitsFor("openbao.tls", findings, "openbao.auth", "transit.metadata", "key_id.deterministic");
    }

    @Test
    void bundleWithoutCertificate_failsTls() throws Exception {
        Files.writeString(clinic.site.caBundle(), "garbage");
        assertThat(clinic.run("doctor").get("openbao.tls")).startsWith("fail: ").contains("put PEM certificates there");
    }

    @Test
    void otherServerName_failsTls() throws Exception {
        clinic.configured(text -> text.replace("tlsServerName: bao.example", "tlsServerName: other.example"));
        assertThat(clinic.run("doctor").get("openbao.tls"))
                .startsWith("fail: ")
                .contains("is for bao.example, localhost and not for other.example; correct the server name");
    }

    @Test
    void silentAddress_failsAlone_andIsAWarningBesideOneThatAnswers() throws Exception {
        String silent = "https://127.0.0.1:1";
        clinic.configured(text -> text.replaceFirst("address: (.*)", "addresses: [" + silent + ", $1]"));
        assertThat(clinic.run("doctor"))
                .containsEntry(
                        "openbao.tls", "warn: " + silent + "/ does not answer; check address, network and OpenBao")
                .containsEntry("openbao.auth", "pass: OpenBao accepts the login and gives a token");

        clinic.site.emulator.close();
        assertThat(clinic.run("doctor").get("openbao.tls")).startsWith("fail: " + silent + "/ does not answer");
    }

    @Test
    void otherRole_failsToLogIn() throws Exception {
        clinic.configured(text -> text.replace("role: kms", "role: somebody-else"));

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("openbao.auth")).startsWith("fail: ").contains("refuses the credential or the role");
        assertWaitsFor("openbao.auth", findings, "transit.capabilities", "transit.disable_upsert", "transit.probe");
    }

    @Test
    void sealedServer_isTrustedButGivesNoToken() throws Exception {
        clinic.site.emulator.faults().seal();

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("openbao.tls")).startsWith("pass: ");
        assertThat(findings.get("openbao.auth")).isEqualTo("fail: OpenBao is sealed; unseal it [sealed]");
    }

    @Test
    void mightyToken_fails_andEachPowerIsNamed() throws Exception {
        policy("path \"*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\", \"sudo\"] }");

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("transit.capabilities"))
                .startsWith("fail: the token can ")
                .contains("create the key by encrypting", "rotate the key", "trim the key", "configure the key")
                .contains("export the key", "back up the key", "restore a key", "rewrap under the key", "sudo")
                .endsWith("policy openbao prints, and no other");
        assertThat(findings.get("transit.probe")).startsWith("pass: ");
    }

    @Test
    void poorToken_fails_andEachLackIsNamed() throws Exception {
        policy("path \"transit/keys/kms\" { capabilities = [\"read\"] }\n"
                + "path \"sys/capabilities-self\" { capabilities = [\"update\"] }");

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("transit.capabilities"))
                .startsWith("fail: the token cannot read transit/config/keys, update transit/encrypt/kms, update"
                        + " transit/decrypt/kms");
        assertThat(findings.get("transit.disable_upsert")).startsWith("fail: OpenBao denies");
        assertThat(findings.get("transit.probe")).startsWith("fail: OpenBao denies");
    }

    @Test
    void tokenThatCannotRenewItself_isAWarning() throws Exception {
        policy(clinic.site
                .provision
                .policy()
                .lines()
                .filter(line -> !line.contains("renew-self"))
                .reduce("", (a, b) -> a + b + "\n"));
        assertThat(clinic.run("doctor").get("transit.capabilities"))
                .startsWith("warn: ")
                .contains("renew itself");
    }

    @Test
    void missingKey_fails_andIsNotMadeByTheProbe() throws Exception {
        clinic.site.administrator().post("transit/config/keys", "{\"disable_upsert\":false}");
        clinic.site.emulator.faults().forgetKey("transit", "kms");

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("transit.metadata")).startsWith("fail: ").contains("the key does not exist");
        assertThat(findings.get("transit.disable_upsert"))
                .startsWith("fail: ")
                .endsWith(": bao write transit/config/keys disable_upsert=true");
        assertWaitsFor("transit.metadata", findings, "transit.profile", "transit.probe", "key_id.deterministic");
        assertThat(clinic.site.emulator.requests()).doesNotContainKey("POST transit/encrypt");
    }

    @Test
    void unsafeFlag_failsTheProfile() throws Exception {
        key("{\"deletion_allowed\":true,\"exportable\":true}");
        assertThat(clinic.run("doctor").get("transit.profile"))
                .startsWith("fail: exportable: ")
                .contains("deletion_allowed: deletion of the key is allowed");
    }

    @Test
    void keyThatRotatesByItself_isAWarning() throws Exception {
        key("{\"auto_rotate_period\":\"720h\"}");
        assertThat(clinic.run("doctor").get("transit.profile"))
                .isEqualTo("warn: auto_rotate: the key rotates by itself");
    }

    @Test
    void ciphertextThatDoesNotOpen_failsTheProbe() throws Exception {
        clinic.site.emulator.faults().inject(Fault.CORRUPT_CIPHERTEXT, "/v1/transit/encrypt");
        assertThat(clinic.run("doctor").get("transit.probe")).startsWith("fail: a fresh ciphertext did not decrypt");
    }

    @Test
    void otherBytesThanWereWrapped_failTheProbe() throws Exception {
        clinic.site.emulator.faults().inject(Fault.WRONG_PLAINTEXT, "/v1/transit/decrypt");
        assertThat(clinic.run("doctor").get("transit.probe")).startsWith("fail: a fresh ciphertext did not decrypt");
    }
}
