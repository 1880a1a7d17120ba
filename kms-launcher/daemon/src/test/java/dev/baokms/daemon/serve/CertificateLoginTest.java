package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.auth.pkcs11.SoftHsm;
import dev.baokms.configuration.ConfigException;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.port.Budget;
import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.emulator.Provision;
import dev.baokms.testkit.kms.KmsClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole daemon with a token of its own, and an OpenBao that asks for the certificate. */
class CertificateLoginTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final String OFTEN = "status:\n  probeInterval: 500ms\n";
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private CapturedLog log;
    private SoftHsm hsm;
    private Site site;

    @BeforeEach
    void prepare() throws Exception {
        log = new CapturedLog("debug");
        site = Site.in(folder);
        hsm = new SoftHsm(Files.createDirectory(folder.resolve("hsm")));
        admit(Duration.ofHours(1));
    }

    @AfterEach
    void cleanUp() {
        log.close();
        site.close();
        assertThat(log.text()).doesNotContain(SoftHsm.PIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA:2048", "EC:P-256"})
    void seed_comesBackWithATokenForTheCertificate(String type) throws Exception {
        useKey(type, DAY, "");
        try (Running run = site.started()) {
            KmsClient client = run.client();

            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
            assertThat(logins()).isEqualTo(1);
            assertThat(metrics(run)).containsPattern("openbao_kms_certificate_ttl_seconds [5-6][0-9]{5}|6\\.0[0-9]*E5");
            assertThat(log.linesWith("certificate ends soon")).isEmpty();
        }
    }

    @Test
    void certificateThatEndsSoon_isUsed_andToldOnce() throws Exception {
        useKey("EC:P-256", Duration.ofDays(30), OFTEN);
        try (Running run = site.started()) {
            Site.await(
                    "it is told", () -> log.linesWith("certificate ends soon").size() > 0);
            long probes = log.linesWith("probe ended").size();
            Site.await("more probes ended", () -> log.linesWith("probe ended").size() >= probes + 2);

            assertThat(log.linesWith("certificate ends soon")).hasSize(1);
            assertThat(run.client().status().healthz()).isEqualTo("ok");
        }
    }

    @Test
    void removedToken_leavesServingGoOn_andIsUsedAgainWhenItReturns() throws Exception {
        // Renewed after 8 s, so that 4 s are left in which the token is away and comes back.
        admit(Duration.ofSeconds(12));
        useKey("EC:P-256", DAY, OFTEN);
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            Path away = folder.resolve("away");
            Files.move(hsm.tokens, away);
            Files.createDirectory(hsm.tokens);
            Site.await(
                    "a login failed",
                    () -> metrics(run).contains("openbao_kms_auth_login_total{status=\"login_failed\"}"));
            traffic.goesOn();

            Files.delete(hsm.tokens);
            Files.move(away, hsm.tokens);

            Site.await("a login was made", () -> logins() >= 2);
            traffic.goesOn();
            assertThat(traffic.lost()).isEmpty();
        }
    }

    @Test
    void replacedCertificate_isShownAtTheNextLogin() throws Exception {
        useKey("EC:P-256", DAY, OFTEN);
        try (Running run = site.started()) {
            hsm.certificate("kms", "clientAuth", "-days", "20");
            Site.await(
                    "the file is seen",
                    () -> metrics(run).contains("openbao_kms_file_reloads_total{file=\"certificate\",status=\"ok\"}"));
            site.emulator.faults().expireTokens();

            assertThat(run.client().decrypt("b", run.client().encrypt("a", SEED)))
                    .isEqualTo(SEED);
            assertThat(logins()).isEqualTo(2);
        }
    }

    @Test
    void garbageInTheFiles_isTold_andTheHeldTokenServesOnUntilTheyAreMended() throws Exception {
        useKey("EC:P-256", DAY, OFTEN);
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            Path certificate = hsm.certificate("kms", "clientAuth", "-days", "20");
            awaitReload(run, "certificate", "ok", 1);
            Files.writeString(certificate, "garbage");
            awaitReload(run, "certificate", "failed", 1);
            traffic.goesOn();
            hsm.certificate("kms", "clientAuth", "-days", "10");
            awaitReload(run, "certificate", "ok", 2);

            hsm.pin("garbage");
            awaitReload(run, "pin", "failed", 1);
            traffic.goesOn();
            hsm.pin(SoftHsm.PIN);
            awaitReload(run, "pin", "ok", 1);

            site.emulator.faults().expireTokens();
            Site.await("a login was made", () -> logins() == 2);
            traffic.goesOn();
            assertThat(traffic.lost()).isEmpty();
            assertThat(log.awaitLines(2, "credential file cannot be used")).hasSize(2);
        }
    }

    private static void awaitReload(Running run, String file, String status, int times) {
        String line = "openbao_kms_file_reloads_total{file=\"%s\",status=\"%s\"} %s.0".formatted(file, status, times);
        Site.await(line, () -> metrics(run).contains(line));
    }

    @Test
    void unsafeFiles_areToldBeforeAnythingStarts() throws Exception {
        useKey("EC:P-256", DAY, "");
        Files.setPosixFilePermissions(hsm.pinFile, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Preflight.require(site.settings()))
                .isInstanceOf(UnsafeStartException.class)
                .hasMessageContaining(hsm.pinFile + " has mode 0644")
                .hasMessageContaining("run chmod 0640");
    }

    @Test
    void checksBeforeTheLogin_tellGoodFromBad() throws Exception {
        useKey("EC:P-256", DAY, "");
        List<String> ids = site.settings().login().method().checks().stream()
                .map(LoginMethod.Check::id)
                .toList();
        assertThat(ids)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(check(id).status()).as(id).isEqualTo(Diagnosis.Status.PASS));

        hsm.pin("wrong");
        assertThat(check("auth.cert.pkcs11").status()).isEqualTo(Diagnosis.Status.FAIL);
        assertThat(check("auth.cert.pkcs11").message()).contains("refuses the PIN");
    }

    private Diagnosis check(String id) throws ConfigException {
        try (Login login = site.login()) {
            return login.check(id, Budget.starting(System::nanoTime, Duration.ofSeconds(30)));
        }
    }

    private void useKey(String type, Duration minRemainingTtl, String more) throws Exception {
        hsm.key("kms", "01", type);
        Path certificate = hsm.certificate("kms", "clientAuth");
        site.useCertificate(
                new Site.Token(certificate, hsm.library, "node", "kms", hsm.pinFile), minRemainingTtl, more);
    }

    private void admit(Duration ttl) throws IOException {
        Provision usual = site.provision;
        site.emulator.provisionCertificate(
                new Provision(usual.mount(), usual.key(), "cert", usual.role(), "", "", ttl),
                Files.readString(hsm.dir.resolve("ca.pem")));
    }

    private long logins() {
        return site.emulator.requests().getOrDefault("POST auth/cert/login", 0L);
    }

    private static String metrics(Running run) {
        int port = run.daemon().listening().values().iterator().next().getPort();
        try (var page =
                URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            return new String(page.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("no metrics", e);
        }
    }
}
