package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Administrator;
import dev.baokms.daemon.site.RealOpenBao;
import dev.baokms.daemon.site.Tool;
import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real OpenBao judges what doctor asks, and doctor judges what it says. */
class DoctorOfARealServerTest {
    @TempDir
    private Path folder;

    private Clinic clinic;
    private Optional<RealOpenBao> server = Optional.empty();
    private Administrator administrator;

    @BeforeEach
    void start() throws Exception {
        Tool.require("bao", "openbao of openbao.org");
        clinic = new Clinic(folder);
        server = Optional.of(RealOpenBao.start(Files.createDirectory(folder.resolve("openbao"))));
        administrator = server.get().administrator();
        clinic.site.moveTo(administrator);
        administrator.provision("", clinic.site.issuer);
        administrator.writePolicy("kms", leastPolicy());
    }

    @AfterEach
    void stop() {
        if (server.isPresent()) {
            server.get().close();
            clinic.close();
        }
    }

    private String leastPolicy() {
        assertThat(clinic.raw(
                        "policy", "openbao", "--config", clinic.site.config().toString()))
                .isEqualTo(ExitCode.OK);
        return clinic.printed();
    }

    private void keyOfAnotherType() throws IOException {
        administrator.post("transit/keys/other", "{\"type\":\"rsa-2048\"}");
        clinic.configured(text -> text.replace("keyName: kms", "keyName: other"));
    }

    @Test
    void policyThatWePrint_passes() {
        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings)
                .containsEntry("transit.capabilities", "pass: the token can do what it needs and nothing more")
                .containsEntry("transit.profile", "pass: type and flags of the key are safe")
                .containsEntry(
                        "transit.disable_upsert",
                        "pass: disable_upsert is set, so encrypting under a wrong name creates no key");
        assertThat(findings.get("openbao.tls")).startsWith("pass: ");
        assertThat(findings.get("transit.probe")).startsWith("pass: ");
        assertThat(clinic.run("verify-key").values()).allMatch(finding -> finding.startsWith("pass: "));
    }

    @Test
    void wildcardPolicy_fails() throws Exception {
        administrator.writePolicy("kms", """
            path "transit/*" { capabilities = ["create", "read", "update"] }
            path "sys/capabilities-self" { capabilities = ["update"] }
            """);
        assertThat(clinic.run("doctor").get("transit.capabilities"))
                .startsWith("fail: the token can ")
                .contains("create the key by encrypting", "rotate the key", "export the key", "restore a key");
    }

    @Test
    void keyOfAnotherType_failsTheProfile_andWhatNeedsVersionsIsSkipped() throws Exception {
        keyOfAnotherType();
        administrator.writePolicy("kms", leastPolicy());

        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("transit.metadata")).startsWith("pass: ");
        assertThat(findings.get("transit.profile")).startsWith("fail: unsupported_type: ");
        assertThat(findings.get("key_id.deterministic")).startsWith("skip: ").contains("transit.profile");
        assertThat(clinic.run("verify-key"))
                .containsEntry("registry.state", findings.get("key_id.deterministic"))
                .containsEntry("transit.version_restrictions", findings.get("key_id.deterministic"));
    }
}
