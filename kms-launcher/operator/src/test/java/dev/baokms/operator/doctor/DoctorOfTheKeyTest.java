package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.emulator.Fault;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration, OpenBao, state file and running daemon, when one of them means another key than the rest. */
class DoctorOfTheKeyTest {
    private static final String QUICK = "rotation:\n  activationDelay: 1s\nstatus:\n  probeInterval: 1s\n";

    @TempDir
    private Path folder;

    private Clinic clinic;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        clinic = new Clinic(folder);
        site = clinic.site;
        site.configure(QUICK);
    }

    @AfterEach
    void stop() {
        clinic.close();
    }

    private Site.Running healthyDaemon() throws Exception {
        Site.Running running = site.running();
        Site.await("Status is ok", () -> Site.healthy(running.client()));
        return running;
    }

    /** A daemon that has gone, and the state it left with as many versions. */
    private void stateOfTwoVersions() throws Exception {
        try (Site.Running running = healthyDaemon()) {
            String first = running.client().status().keyId();
            rotate();
            Site.await(
                    "version 2 writes", () -> !running.client().status().keyId().equals(first));
        }
    }

    private void rotate() {
        site.emulator.faults().rotateKey("transit", "kms");
    }

    @Test
    void keyMadeAnewUnderItsName_isNoLongerTheRememberedOne() throws Exception {
        healthyDaemon().close();
        site.emulator.faults().recreateKey("transit", "kms");

        assertThat(clinic.run("doctor").get("key_id.deterministic"))
                .startsWith("fail: the state file remembers another key_id")
                .endsWith("restore the former key");
        assertThat(clinic.run("verify-key").get("registry.state"))
                .startsWith("fail: ")
                .contains("another key under the same name");
    }

    @Test
    void stateOfAnotherConfiguration_fails() throws Exception {
        healthyDaemon().close();
        clinic.configured(text -> text.replace("clusterId: test", "clusterId: other"));

        Map<String, String> findings = clinic.run("verify-key");

        assertThat(findings.get("key_id.deterministic"))
                .startsWith("fail: ")
                .contains("belongs to configuration cfg1.");
        assertThat(findings.get("registry.state")).startsWith("fail: ").contains("restore the identity fields");
        assertThat(findings.get("transit.version_restrictions")).startsWith("fail: ");
    }

    @Test
    void daemonWithAnotherIdentity_isFound() throws Exception {
        try (Site.Running running = healthyDaemon()) {
            assertThat(running.client().status().healthz()).isEqualTo("ok");
            clinic.configured(text ->
                    text.replace("clusterId: test", "clusterId: other").replace("key-registry.json", "other.json"));

            Map<String, String> findings = clinic.run("doctor");

            assertThat(findings.get("key_id.deterministic"))
                    .startsWith("fail: the running daemon's key_id is of no version that can be read");
            assertThat(findings.get("kms.status_encrypt"))
                    .startsWith("fail: the running daemon wraps with a key_id that this configuration does not give");
        }
    }

    @Test
    void daemonThatIsNotWell_failsWithItsOwnWords() throws Exception {
        clinic.configured(text -> text + "  failureGrace: 0s\n");
        try (Site.Running running = healthyDaemon()) {
            site.emulator.faults().inject(Fault.POLICY_DENIED, "/v1/transit/encrypt");
            Site.await("Status is not ok", () -> {
                Site.provoke(running.client());
                return !Site.healthy(running.client());
            });

            assertThat(clinic.run("doctor").get("kms.status_encrypt"))
                    .startsWith("fail: the running daemon refuses Status: ")
                    .contains("OpenBao denies the operation");
        }
    }

    @Test
    void daemonBehindTheMetadata_isAWarning() throws Exception {
        site.configure(QUICK.replace("activationDelay: 1s", "activationDelay: 1h"));
        try (Site.Running running = healthyDaemon()) {
            rotate();
            assertThat(running.client().status().healthz()).isEqualTo("ok");
            site.configure(QUICK.replace("activationDelay: 1s", "activationDelay: 0s"));

            assertThat(clinic.run("doctor").get("kms.status_encrypt"))
                    .startsWith("warn: the running daemon wraps with another version than the metadata gives")
                    .contains("ask again");
        }
    }

    @Test
    void daemonWithoutMetadataToCompareWith_isAskedAllTheSame() throws Exception {
        try (Site.Running running = healthyDaemon()) {
            assertThat(running.client().status().healthz()).isEqualTo("ok");
            Files.delete(site.jwt());

            Map<String, String> findings = clinic.run("doctor");

            assertThat(findings.get("jwt.local")).startsWith("fail: ").contains("does not exist");
            assertThat(findings.get("kms.status_encrypt"))
                    .isEqualTo(
                            "pass: the running daemon wraps; its key_id is not compared, because the key could not be"
                                    + " read");
        }
    }

    @Test
    void daemonThatHasYetToNotice_isNotTakenForAForeignOne() throws Exception {
        site.configure("");
        try (Site.Running running = healthyDaemon()) {
            assertThat(running.client().status().healthz()).isEqualTo("ok");
            site.administrator().post("transit/keys/kms/config", "{\"deletion_allowed\":true}");

            Map<String, String> findings = clinic.run("doctor");

            assertThat(findings.get("transit.profile")).startsWith("fail: deletion_allowed");
            assertThat(findings.get("kms.status_encrypt"))
                    .startsWith("pass: the running daemon wraps with this key, and has");
        }
    }

    @Test
    void socketThatNobodyServes_isSkipped() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(site.socket()));
        }
        assertThat(clinic.run("doctor").get("kms.status_encrypt")).startsWith("skip: no process listens on ");
    }

    @Test
    void nodeThatLags_isAWarning() throws Exception {
        stateOfTwoVersions();
        site.emulator.faults().hideNewestVersion();

        Map<String, String> findings = clinic.run("verify-key");

        assertThat(findings.get("registry.state")).startsWith("warn: this node remembers a later version");
        assertThat(findings.get("key_id.deterministic")).startsWith("pass: ");
    }

    @Test
    void unsafeKey_isNotComparedWithTheState() throws Exception {
        site.administrator().post("transit/keys/kms/config", "{\"deletion_allowed\":true}");
        assertThat(clinic.run("verify-key"))
                .containsEntry("registry.state", "skip: not compared, because the key is not safe to use")
                .containsEntry("transit.profile", "fail: deletion_allowed: deletion of the key is allowed");
    }

    @Test
    void minimumAboveARememberedVersion_fails_andIsAWarningWhenNothingIsRemembered() throws Exception {
        stateOfTwoVersions();
        site.administrator().post("transit/keys/kms/config", "{\"min_decryption_version\":2}");
        assertThat(clinic.run("doctor").get("transit.version_restrictions"))
                .startsWith("fail: min_decryption_version is 2, so objects of versions [1] cannot be read");

        clinic.configured(text -> text.replace("key-registry.json", "other.json"));
        assertThat(clinic.run("verify-key").get("transit.version_restrictions"))
                .startsWith("warn: min_decryption_version is 2");
    }

    @Test
    void minimumForWriting_isAWarning() throws Exception {
        rotate();
        site.administrator().post("transit/keys/kms/config", "{\"min_encryption_version\":2}");
        assertThat(clinic.run("verify-key").get("transit.version_restrictions"))
                .startsWith("warn: min_encryption_version is 2, which makes a version write before");
    }
}
