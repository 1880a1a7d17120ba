package dev.baokms.telemetry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.HealthView;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.StateStore;
import dev.baokms.host.build.BuildInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over real connections, as orchestrators use them and as others of the machine may abuse them. */
@Timeout(120)
class MonitoringPagesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUICK = Duration.ofMillis(50);
    private static final int MOST = PageConnections.MOST;
    private static final ListenAddress ANY_PORT = new ListenAddress.Tcp("127.0.0.1", 0);

    private final Metrics metrics = new Metrics(BuildInfo.load());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    static Supplier<HealthView> healthyProvider() {
        var provider = new KmsProvider(
                new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage"),
                ProviderSettings.defaults("1.2.3"),
                KeyringState.EMPTY,
                new Ports(
                        new InMemoryTransit(START.minus(Duration.ofHours(1))),
                        StateStore.NONE,
                        event -> {},
                        () -> START,
                        byte[]::new));
        provider.probe(() -> () -> Duration.ofSeconds(10));
        return provider::view;
    }

    private MonitoringPages pages(ListenAddress metricsAddress, ListenAddress healthAddress) {
        return pages(metricsAddress, healthAddress, healthyProvider(), () -> true);
    }

    private MonitoringPages pages(
            ListenAddress metricsAddress,
            ListenAddress healthAddress,
            Supplier<HealthView> views,
            BooleanSupplier look) {
        var pages = new MonitoringPages(
                Optional.of(metricsAddress),
                Optional.of(healthAddress),
                metrics,
                new HealthReport(views, () -> false),
                new Liveness(look, System::nanoTime),
                QUICK);
        opened.add(pages);
        pages.start();
        return pages;
    }

    private Socket dial(MonitoringPages pages) throws IOException {
        InetSocketAddress at = pages.bound().values().iterator().next();
        var socket = new Socket(at.getAddress(), at.getPort());
        opened.add(socket);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private String answerTo(MonitoringPages pages, String request) throws IOException {
        Socket socket = dial(pages);
        send(socket, request);
        return rest(socket);
    }

    private String get(MonitoringPages pages, String path) throws IOException {
        return answerTo(pages, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    static void await(String description, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("within %s: %s", PATIENCE, description)
                    .isLessThan(end);
            LockSupport.parkNanos(QUICK.toNanos());
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "/livez", "/ready", "/readyz", "/healthz", "/metrics", "/ready?verbose=1"})
    void page_answersGet_andHeadWithoutItsBody(String path) throws IOException {
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT);
        String whole = get(pages, path);
        String head = answerTo(pages, "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(whole).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nconnection: close\r\n");
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n").contains("content-length: ");
        assertThat(head).doesNotContain("content-length: 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET /secrets HTTP/1.1              | 404
        GET / HTTP/1.1                     | 404
        GET /../metrics HTTP/1.1           | 404
        GET //live HTTP/1.1                | 404
        HEAD /secrets HTTP/1.1             | 404
        POST /ready HTTP/1.1               | 405
        PUT /live HTTP/1.1                 | 405
        DELETE /metrics HTTP/1.1           | 405
        OPTIONS /metrics HTTP/1.1          | 405
        get /ready HTTP/1.1                | 405
        GET /ready HTTP/9                  | 400
        nonsense                           | 400
        """)
    void otherRequest_isRefused(String line, int code) throws IOException {
        String answer = answerTo(pages(ANY_PORT, ANY_PORT), line + "\r\nHost: localhost\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + code + " ");
        assertThat(answer).doesNotContain("Exception", "\tat ", "secrets", "nonsense", "netty");
    }

    @Test
    void overlongRequestLineOrHeaders_areABadRequest() throws IOException {
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT);

        assertThat(answerTo(pages, "GET /" + "a".repeat(1100) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(answerTo(pages, "GET /live HTTP/1.1\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void secondRequestOfAConnection_isNotAnswered() throws IOException {
        String answer = answerTo(
                pages(ANY_PORT, ANY_PORT),
                "GET /live HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer).containsOnlyOnce("HTTP/1.1 ").doesNotContain("openbao_kms_");
    }

    @Test
    void pageThatFails_isAnAnswerWithoutItsTrace_andTheNextOneIsServed() throws IOException {
        MonitoringPages pages = pages(
                ANY_PORT,
                ANY_PORT,
                () -> {
                    throw new IllegalStateException("planted");
                },
                () -> true);

        for (int i = 0; i < 10; i++) {
            assertThat(get(pages, "/ready"))
                    .startsWith("HTTP/1.1 500 ")
                    .endsWith("{\"status\":\"error\"}\n")
                    .doesNotContain("planted", "IllegalState", "\tat ");
        }
        assertThat(get(pages, "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void takenPort_isSaidOnTheOtherPage_andUsedOnceItIsFree() throws Exception {
        ListenAddress.Tcp taken;
        MonitoringPages pages;
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = new ListenAddress.Tcp("127.0.0.1", squatter.getLocalPort());
            pages = pages(taken, ANY_PORT);

            assertThat(pages.bound()).containsOnlyKeys(ANY_PORT);
            assertThat(get(pages, "/ready"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"listeners_down\":[\"" + taken + "\"]", "\"status\":\"ok\"");
            assertThat(metrics.scrape())
                    .contains(
                            "openbao_kms_listener_up{page=\"metrics\"} 0.0",
                            "openbao_kms_listener_up{page=\"health\"} 1.0");
        }

        await("the address is used", () -> pages.bound().containsKey(taken));
        assertThat(get(pages, "/ready")).doesNotContain("listeners_down");
        assertThat(metrics.scrape()).contains("openbao_kms_listener_up{page=\"metrics\"} 1.0");
        try (var scraper = new Socket(InetAddress.getLoopbackAddress(), taken.port())) {
            send(scraper, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(rest(scraper)).contains("openbao_kms_build_info");
        }
    }

    /** 192.0.2.0/24 is for documentation: no machine has it. */
    @Test
    void addressThatIsNotThisMachines_isSaidOnTheOtherPage() throws IOException {
        var strange = new ListenAddress.Tcp("192.0.2.1", 8081);
        MonitoringPages pages = pages(strange, ANY_PORT);

        assertThat(get(pages, "/ready")).contains("\"listeners_down\":[\"192.0.2.1:8081\"]");
    }

    @Test
    void closedPages_tryNoAddressAgain() throws Exception {
        ListenAddress.Tcp taken;
        MonitoringPages pages;
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = new ListenAddress.Tcp("127.0.0.1", squatter.getLocalPort());
            pages = pages(taken, ANY_PORT);
            pages.close();
        }
        LockSupport.parkNanos(QUICK.multipliedBy(4).toNanos());
        assertThat(pages.bound()).doesNotContainKey(taken);
    }

    @Test
    void connectionsWithUnfinishedRequests_keepNoHonestOneOut() throws IOException {
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT);
        for (int i = 0; i < MOST + 8; i++) {
            // Just below the limit, and never the blank line that ends it.
            send(dial(pages), "GET /live HTTP/1.1\r\nX-Large: " + "a".repeat(8000));
            if (i % 10 == 9) {
                assertThat(get(pages, "/live")).startsWith("HTTP/1.1 200 ");
            }
        }

        assertThat(get(pages, "/ready")).startsWith("HTTP/1.1 200 ");
        assertThat(get(pages, "/metrics")).contains("openbao_kms_build_info");
    }

    @Test
    void oneConnectionMoreThanMayBe_endsTheOldest_andNoOther() throws IOException {
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT);
        var held = new ArrayList<Socket>();
        for (int i = 0; i < MOST + 3; i++) {
            Socket socket = dial(pages);
            send(socket, "GET /live HTTP/1.1\r\n");
            held.add(socket);
        }

        for (Socket oldest : held.subList(0, 3)) {
            assertThat(isEnded(oldest)).isTrue();
        }
        for (Socket other : held.subList(3, held.size())) {
            send(other, "\r\n");
            assertThat(rest(other)).startsWith("HTTP/1.1 200 ");
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void connectionThatSaysNothing_isEndedAfterSeconds() throws IOException {
        Socket silent = dial(pages(ANY_PORT, ANY_PORT));
        long begun = System.nanoTime();

        assertThat(isEnded(silent)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
    }

    /** A look at the own socket may hang; requests meanwhile must cost one look, and nothing once gone. */
    @Test
    void hangingLook_isMadeOnce_howeverManyAskAndGo() throws Exception {
        var looks = new AtomicInteger();
        var mayEnd = new CountDownLatch(1);
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT, healthyProvider(), () -> {
            looks.incrementAndGet();
            try {
                return mayEnd.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        for (int i = 0; i < 10 * MOST; i++) {
            send(dial(pages), "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        await("somebody looks", () -> looks.get() == 1);
        Socket honest = dial(pages);
        send(honest, "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        mayEnd.countDown();

        assertThat(rest(honest)).startsWith("HTTP/1.1 200 ");
        assertThat(looks).hasValue(1);
    }

    @Test
    void clientThatNeverReads_keepsNoOneOut() throws IOException {
        MonitoringPages pages = pages(ANY_PORT, ANY_PORT);
        for (int i = 0; i < MOST; i++) {
            Socket deaf = dial(pages);
            send(deaf, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        assertThat(get(pages, "/metrics")).startsWith("HTTP/1.1 200 ");
    }
}
