package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigFlags;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ProgressLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor and verify-key say of a good site. */
class DoctorCommandTest {
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

    @Test
    void goodSiteWithADaemon_passes() throws Exception {
        Path encryption = clinic.encryptionConfig(text -> text);
        try (Site.Running running = clinic.site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));

            Map<String, String> findings = clinic.run("doctor", "--encryption-config", encryption.toString());

            assertThat(findings.keySet())
                    .containsExactly(
                            "config.load",
                            "config.validate",
                            "socket.group",
                            "monitoring.addresses",
                            "continuity.level",
                            "jwt.local",
                            "oauth2.local",
                            "oauth2.acquire",
                            "auth.cert.pkcs11",
                            "auth.cert.local",
                            "auth.cert.signer",
                            "token.local",
                            "kubernetes.encryption_config",
                            "openbao.tls",
                            "openbao.auth",
                            "transit.capabilities",
                            "transit.metadata",
                            "transit.profile",
                            "transit.disable_upsert",
                            "transit.probe",
                            "key_id.deterministic",
                            "registry.state",
                            "transit.version_restrictions",
                            "kms.status_encrypt");
            findings.forEach((id, finding) -> assertThat(finding).as(id).startsWith(expected(id)));
        }
    }

    @Test
    void checkThatThrows_isItsOwnFailure_andTheRestIsReported() {
        Path thrower = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (path, method, arguments) -> {
                    throw new IllegalStateException("words of a library");
                });
        var flags = new ConfigFlags(
                Optional.of(clinic.site.config()), Optional.empty(), Optional.empty(), Optional.empty());
        var report = new CheckReport("doctor");
        var printed = new StringWriter();

        new Doctor(
                        () -> flags.read(Map.of()),
                        Optional.of(thrower),
                        BuildInfo.load(),
                        new Patience(Duration.ofSeconds(10), waited -> {}),
                        new ProgressLine(new PrintWriter(printed), false, System::nanoTime))
                .examine(report);
        report.print(new PrintWriter(printed, true), CheckReport.Format.text);

        assertThat(printed.toString())
                .contains("[fail] kubernetes.encryption_config: the API server's side - the check itself ended in an"
                        + " unexpected IllegalStateException; please report it")
                .contains("[pass] openbao.auth: ", "[pass] transit.probe: ", "[pass] key_id.deterministic: ")
                .doesNotContain("words of a library");
    }

    private static String expected(String id) {
        if (id.startsWith("oauth2.")) {
            return "skip: not needed: the JWT comes from a file";
        }
        return id.startsWith("auth.cert.") || id.equals("token.local")
                ? "skip: not used: auth.method is jwt"
                : "pass: ";
    }

    @Test
    void withoutADaemonAndWithoutTheApiServersFile_bothAreSkippedWithTheCure() {
        Map<String, String> findings = clinic.run("doctor");

        assertThat(findings.get("kms.status_encrypt")).startsWith("skip: ").contains("start it");
        assertThat(findings.get("kubernetes.encryption_config"))
                .isEqualTo("skip: not looked at; give the API server's" + " file with --encryption-config");
        assertThat(findings.get("key_id.deterministic")).startsWith("pass: ");
    }

    @Test
    void verifyKey_looksAtTheKeyAlone_andWrapsNothing() throws Exception {
        Map<String, String> findings = clinic.run("verify-key");

        assertThat(findings.keySet())
                .containsExactly(
                        "config.load",
                        "config.validate",
                        "openbao.tls",
                        "openbao.auth",
                        "transit.metadata",
                        "transit.profile",
                        "transit.disable_upsert",
                        "key_id.deterministic",
                        "registry.state",
                        "transit.version_restrictions");
        assertThat(findings.values()).allSatisfy(finding -> assertThat(finding).startsWith("pass: "));
        assertThat(clinic.site.emulator.requests().keySet())
                .noneMatch(asked -> asked.contains("encrypt") || asked.contains("decrypt"));
    }

    @Test
    void doctor_changesNothing() throws Exception {
        Path state = clinic.site.settings().stateFile();

        clinic.run("doctor");

        assertThat(state.resolveSibling("")).isEmptyDirectory();
        assertThat(clinic.site.emulator.requests().keySet())
                .allMatch(asked -> asked.startsWith("GET ")
                        || Set.of(
                                        "POST auth/jwt/login",
                                        "POST sys/capabilities-self",
                                        "POST transit/encrypt",
                                        "POST transit/decrypt")
                                .contains(asked));
    }

    @Test
    void json_hasTheSameFindings() {
        assertThat(clinic.raw("doctor", "--config", clinic.site.config().toString(), "--output", "json"))
                .isEqualTo(ExitCode.OK);

        assertThat(clinic.printed())
                .startsWith("{\"name\":\"doctor\",\"checks\":[{\"id\":\"config.load\"")
                .contains("{\"id\":\"transit.probe\",\"title\":\"wrap and unwrap\",\"status\":\"pass\"");
    }
}
