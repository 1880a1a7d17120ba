package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An API server that starts: many calls at once, and a server to which no connection is open yet. It answers eight together, so that
 * fewer at a time would wait for ever.
 */
class BurstTest {
    private static final int AT_ONCE = 8;

    private final Bao bao = new Bao(1);
    private final CyclicBarrier together = new CyclicBarrier(AT_ONCE);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(Bao.LOGIN, exchange -> answer(exchange, Bao.auth("s.one", 3600, true)));
        server.createContext(Bao.ENCRYPT, this::encrypt);
        server.start();
        bao.reachThrough(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        bao.close();
        server.stop(0);
    }

    @Test
    void callsThatComeAtOnce_useFewConnections() {
        OpenBaoTransit transit = bao.transit();

        // With the latest version: those are never gathered.
        List<Outcome<TransitCiphertext>> outcomes = IntStream.range(0, 64)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> transit.encryptWithLatest(Bao.plaintext(), Aad.ofProbe(), Bao.call()),
                        Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Ok.class));
        assertThat(most).hasValueBetween(2, AT_ONCE);
        assertThat(connections).hasSizeLessThanOrEqualTo(AT_ONCE);
    }

    private void encrypt(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        connections.add(exchange.getRemoteAddress().getPort());
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IOException(e);
        }
        underWay.decrementAndGet();
        answer(exchange, Bao.encrypted(Bao.CIPHERTEXT));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(US_ASCII);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
