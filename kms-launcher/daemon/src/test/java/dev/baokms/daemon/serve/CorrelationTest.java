package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.emulator.TransitEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the API server's request id to OpenBao's and back, seen from between the daemon and OpenBao. */
class CorrelationTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final String UID = "7d0c2b54-uid-of-the-api-server";
    private static final Pattern REQUEST_ID = Pattern.compile("\"request_id\":\"([^\"]+)\"");

    /** What passed by. */
    private record Passed(String path, String uidHeader, String requestId) {}

    @TempDir
    private Path folder;

    private final Queue<Passed> passed = new ConcurrentLinkedQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private CapturedLog log;
    private Site site;
    private TransitEmulator bao;
    private HttpsServer between;

    @BeforeEach
    void prepare() throws Exception {
        log = new CapturedLog("debug");
        site = Site.in(folder);
        bao = TransitEmulator.start();
        bao.provision(site.provision, site.issuer);
        between = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        between.setHttpsConfigurator(new HttpsConfigurator(ServerIdentity.SHARED.context()));
        between.createContext("/", this::pass);
        between.start();
    }

    @AfterEach
    void cleanUp() {
        log.close();
        between.stop(0);
        http.close();
        bao.close();
        site.close();
    }

    @Test
    void requestIds_goToOpenBaoAndComeBackInTheLog() throws Exception {
        configure("");
        try (Running run = site.started()) {
            run.client().encrypt(UID, SEED);
        }

        String hash = hash(UID);
        // The wrap and its verification.
        List<Passed> ours = passed.stream()
                .filter(one -> one.uidHeader().equals(hash.substring(0, 16)))
                .toList();
        assertThat(ours).extracting(Passed::path).containsExactly("/v1/transit/encrypt/kms", "/v1/transit/decrypt/kms");
        assertThat(log.linesWith("\"openbao answered\"", "\"request_uid_hash\":\"" + hash.substring(0, 16) + "\""))
                .hasSize(2)
                .first()
                .asString()
                .contains("\"openbao_request_id\":\"" + ours.getFirst().requestId() + "\"");
        assertThat(log.linesWith("\"call answered\"", "\"request_uid_hash\":\"" + hash.substring(0, 16) + "\""))
                .hasSize(1);
        assertThat(log.text()).doesNotContain(UID);
        assertThat(passed).extracting(Passed::uidHeader).doesNotContain(UID);
    }

    @Test
    void requestIdsOfOpenBao_canBeLeftOutOfTheLog() throws Exception {
        configure("logging:\n  logOpenBaoRequestIDs: false\n");
        try (Running run = site.started()) {
            run.client().encrypt(UID, SEED);
        }

        assertThat(log.linesWith("\"openbao answered\"", "\"request_uid_hash\""))
                .hasSize(2);
        assertThat(log.linesWith("openbao_request_id", "")).isEmpty();
    }

    private void configure(String more) throws IOException {
        site.configure(more);
        Files.writeString(
                site.config(),
                Files.readString(site.config())
                        .replace(
                                site.emulator.address().toString(),
                                "https://127.0.0.1:" + between.getAddress().getPort()));
    }

    private static String hash(String uid) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(uid.getBytes(UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = HttpRequest.newBuilder(
                            bao.address().resolve(exchange.getRequestURI().toString()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.startsWith("X-") || name.equals("Content-type")) {
                    request.header(name, values.getFirst());
                }
            });
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            Matcher id = REQUEST_ID.matcher(new String(answer.body(), UTF_8));
            passed.add(new Passed(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-Request-Id")),
                    id.find() ? id.group(1) : ""));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
