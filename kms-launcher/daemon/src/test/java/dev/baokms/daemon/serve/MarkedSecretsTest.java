package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.Site;
import dev.baokms.telemetry.Log;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I12: sends marked secrets through good and bad days and looks for them in everything that leaves the daemon. */
class MarkedSecretsTest {
    private static final byte[] SEED = "MARKED-SEED-THAT-NO-ONE-MAY-SEE!".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private final List<String> errors = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();
    private CapturedLog log;
    private Site site;

    @BeforeEach
    void listen() throws Exception {
        log = new CapturedLog("debug");
        site = Site.in(folder);
        String jwt = site.issuer.issue("node-1", "openbao", Duration.ofHours(1));
        site.writeJwt(jwt);
        marks.add(jwt);
        marks.add(jwt.substring(jwt.lastIndexOf('.') + 1));
        marks.add(new String(SEED, UTF_8));
        marks.add(Base64.getEncoder().encodeToString(SEED).substring(0, 40));
        marks.add(HexFormat.of().formatHex(SEED));
        // Every token of the emulator begins so, and nothing else does.
        marks.add("\"s.");
        marks.add(site.emulator.rootToken());
    }

    @AfterEach
    void restore() {
        log.close();
        site.close();
    }

    private List<String> leaks(String... more) {
        var seen = new ArrayList<>(errors);
        seen.add(log.text());
        seen.addAll(List.of(more));
        return marks.stream()
                .filter(mark -> seen.stream().anyMatch(text -> text.contains(mark)))
                .toList();
    }

    @Test
    void nothingThatLeavesTheDaemon_carriesASecret() throws Exception {
        try (Site.Running running = site.running()) {
            KmsClient client = running.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed good = client.encrypt("uid-1", SEED);
            marks.add(new String(good.ciphertext(), UTF_8).substring("vault:v1:".length()));
            client.decrypt("uid-2", good);
            tamper(client, good);
            for (Fault fault : Fault.values()) {
                site.emulator.faults().inject(fault);
                attempt(() -> client.encrypt("uid-3", SEED));
                attempt(() -> client.decrypt("uid-4", good));
                site.emulator.faults().expireTokens();
                attempt(() -> client.encrypt("uid-5", SEED));
                attempt(client::status);
                site.emulator.faults().clear();
            }
            String metrics = page(running, "/metrics");

            assertThat(errors).as("the faults must have been felt").hasSizeGreaterThan(20);
            assertThat(log.text()).contains("\"level\":\"debug\"", "\"call failed\"", "\"openbao answered\"");
            assertThat(metrics).contains("openbao_kms_grpc_requests_total");
            assertThat(leaks(metrics, page(running, "/ready"))).isEmpty();
        }
    }

    private void tamper(KmsClient client, WrappedSeed good) {
        byte[] cut = Arrays.copyOf(good.ciphertext(), good.ciphertext().length - 4);
        attempt(() -> client.decrypt("uid", good.withCiphertext(cut)));
        attempt(() -> client.decrypt("uid", good.withCiphertext(SEED)));
        attempt(() -> client.decrypt("uid", good.withKeyId(new String(SEED, UTF_8))));
        attempt(() -> client.decrypt("uid", good.withAnnotations(Map.of("a.example", SEED))));
        attempt(() -> client.encrypt(new String(SEED, UTF_8), new byte[0]));
    }

    private void attempt(Runnable call) {
        try {
            call.run();
        } catch (KmsCallException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
    }

    private static String page(Site.Running running, String path) throws IOException, InterruptedException {
        int port = running.daemon().listening().values().iterator().next().getPort();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void plantedLeak_isFound() {
        Logger.getLogger("a.library").warning(new String(SEED, UTF_8));
        assertThat(leaks()).as("a library's words are not passed on").isEmpty();

        Log.info("leak").with("detail", new String(SEED, UTF_8)).write();
        assertThat(leaks()).containsExactly(new String(SEED, UTF_8));
    }
}
