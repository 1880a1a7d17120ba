package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.emulator.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are replaced, by good ones and by garbage, while calls come without a pause; none of them may be lost. */
class HotReloadTest {
    private static final String OFTEN = "status:\n  probeInterval: 500ms\n";
    private static final String GARBAGE = "garbage";

    @TempDir
    private Path folder;

    private CapturedLog log;
    private Site site;

    @BeforeEach
    void prepare() throws Exception {
        log = new CapturedLog("info");
        site = Site.in(folder);
        site.configure(OFTEN);
    }

    @AfterEach
    void cleanUp() {
        log.close();
        site.close();
    }

    @Test
    void caBundle_isReplacedUnderLoad_andGarbageIsNotUsed() throws Exception {
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            String former = Files.readString(site.caBundle());
            replace("ca.pem", ServerIdentity.fresh().caBundle() + former);
            awaitReload(run, "ca", "ok", 1);
            dialAnew();
            traffic.goesOn();

            replace("ca.pem", GARBAGE);
            awaitReload(run, "ca", "failed", 1);
            dialAnew();
            traffic.goesOn();

            assertThat(traffic.lost()).isEmpty();
            assertThat(log.awaitLines(1, "CA bundle replaced")).hasSize(1);
            assertThat(log.awaitLines(1, "CA bundle cannot be used")).hasSize(1);
        }
    }

    @Test
    void jwt_isReplacedUnderLoad_andGarbageLeavesTheHeldTokenServing() throws Exception {
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            site.writeJwt(site.issuer.issue("node-1", "openbao", Duration.ofHours(2)));
            awaitReload(run, "jwt", "ok", 1);
            long before = logins();
            site.emulator.faults().expireTokens();
            Site.await("a login was made", () -> logins() > before);
            traffic.goesOn();

            site.writeJwt(GARBAGE);
            awaitReload(run, "jwt", "failed", 1);
            traffic.goesOn();

            site.writeJwt(site.issuer.issue("node-1", "openbao", Duration.ofHours(1)));
            awaitReload(run, "jwt", "ok", 2);
            site.emulator.faults().expireTokens();
            traffic.goesOn();

            assertThat(traffic.lost()).isEmpty();
            assertThat(log.awaitLines(2, "credential file replaced")).hasSize(2);
            assertThat(log.awaitLines(1, "credential file cannot be used")).hasSize(1);
        }
    }

    @Test
    void oauth2Files_areReplacedUnderLoad_andGarbageLeavesTheHeldTokenServing() throws Exception {
        var identity = ServerIdentity.fresh();
        try (var oauth = new OAuth2Server(identity, site.issuer, "first")) {
            Files.writeString(site.file("oauth2-ca.pem"), identity.caBundle());
            site.writeSecret("client-secret", "first");
            site.useOAuth2(oauth.tokenUrl(), OFTEN);
            try (Running run = site.started();
                    var traffic = new Traffic(run.client())) {
                replace("oauth2-ca.pem", ServerIdentity.SHARED.caBundle() + identity.caBundle());
                awaitReload(run, "oauth2_ca", "ok", 1);
                site.writeSecret("client-secret", "second");
                oauth.acceptOnly("second");
                awaitReload(run, "client_secret", "ok", 1);
                site.emulator.faults().expireTokens();
                traffic.goesOn();

                site.writeSecret("client-secret", "");
                awaitReload(run, "client_secret", "failed", 1);
                replace("oauth2-ca.pem", GARBAGE);
                awaitReload(run, "oauth2_ca", "failed", 1);
                traffic.goesOn();

                site.writeSecret("client-secret", "second");
                awaitReload(run, "client_secret", "ok", 2);
                site.emulator.faults().expireTokens();
                traffic.goesOn();

                assertThat(traffic.lost()).isEmpty();
                assertThat(oauth.refused()).isZero();
                assertThat(log.awaitLines(1, "credential file cannot be used", "\"file\":\"client_secret\""))
                        .hasSize(1);
                assertThat(log.awaitLines(1, "credential file cannot be used", "\"file\":\"oauth2_ca\""))
                        .singleElement()
                        .asString()
                        .contains("the CA bundle of the OAuth2 server is missing, not safe or not PEM");
            }
        }
    }

    @Test
    void tokensOfASecond_areReplacedByLoginsWithoutALostCall() throws Exception {
        site.issueTokensFor(Duration.ofSeconds(1));
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            long before = logins();
            for (int i = 0; i < 3; i++) {
                site.writeJwt(site.issuer.issue(
                        "node-1", "openbao", Duration.ofHours(1).plusSeconds(i)));
                awaitReload(run, "jwt", "ok", i + 1);
                site.emulator.faults().expireTokens();
                traffic.goesOn();
            }

            // The last call may have left before the last token ended; the next one logs in.
            Site.await("each token was replaced", () -> logins() >= before + 3);
            assertThat(traffic.lost()).isEmpty();
        }
    }

    private void replace(String name, String content) throws IOException {
        site.writeSecret(name, content);
    }

    /** A reset ends the connections in use; what comes next is checked against what is trusted now. */
    private void dialAnew() {
        site.emulator.faults().inject(Fault.RESET, "/v1/transit/encrypt", 1);
    }

    private long logins() {
        return site.emulator.requests().getOrDefault("POST auth/jwt/login", 0L);
    }

    private static void awaitReload(Running run, String file, String status, int times) {
        String line = "openbao_kms_file_reloads_total{file=\"%s\",status=\"%s\"} %s.0".formatted(file, status, times);
        Site.await(line, () -> metrics(run).contains(line));
    }

    private static String metrics(Running run) {
        int port = run.daemon().listening().values().iterator().next().getPort();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build();
            return http.send(page, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new IllegalStateException("no metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
