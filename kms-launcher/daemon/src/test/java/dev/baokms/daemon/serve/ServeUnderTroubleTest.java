package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serve} as a process of its own, where others of the machine get in its way: a well-behaved client notices nothing. */
@Timeout(300)
class ServeUnderTroubleTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final Duration API_SERVERS_PATIENCE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Site site;

    @BeforeEach
    void prepare() throws Exception {
        site = Site.in(folder);
    }

    @AfterEach
    void cleanUp() {
        processes.forEach(Process::destroyForcibly);
        site.close();
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        // A client that finds no socket waits longer and longer before it dials again.
        Site.await("the socket is there", () -> Files.exists(site.socket()));
        return process;
    }

    private void assertStopsInGoodOrder(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(site.socket()).doesNotExist();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void useMetricsPort(int port) throws IOException {
        useMetricsAddress("127.0.0.1:" + port);
    }

    private void useMetricsAddress(String address) throws IOException {
        Files.writeString(
                site.config(),
                Files.readString(site.config()).replace("metricsAddress: 127.0.0.1:0", "metricsAddress: " + address));
    }

    private static String get(int port, String path) throws IOException {
        return get(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), path);
    }

    private static String get(SocketAddress pages, String path) throws IOException {
        try (SocketChannel connection = SocketChannel.open(pages)) {
            send(connection, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return new String(Channels.newInputStream(connection).readAllBytes(), UTF_8);
        }
    }

    private static void send(SocketChannel connection, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    @Test
    void logThatNobodyReads_stopsNeitherCallsNorTheStop() throws Exception {
        int port = freePort();
        site.configure("logging:\n  level: debug\n");
        useMetricsPort(port);
        Process process = started(ServeProcess.of(site).redirectError(Redirect.PIPE));
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            for (int i = 0; i < 800; i++) {
                assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
            }
            assertThat(Site.healthy(client)).isTrue();
        }

        assertThat(get(port, "/metrics")).containsPattern("openbao_kms_log_lines_dropped_total [1-9]");
        assertStopsInGoodOrder(process);
    }

    @Test
    void clientThatSendsNonsense_costsALineAndItsNumber() throws Exception {
        Path log = folder.resolve("log");
        Process process = started(ServeProcess.of(site).redirectError(log.toFile()));
        var nonsense = new WrappedSeed("nonsense".getBytes(US_ASCII), "obk2.nonsense", Map.of());
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            for (int i = 0; i < 1000; i++) {
                assertThatThrownBy(() -> client.decrypt("uid", nonsense)).isInstanceOf(KmsCallException.class);
            }
            assertThat(Site.healthy(client)).isTrue();
        }
        assertStopsInGoodOrder(process);

        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("\"message\":\"call failed\""))
                .hasSize(1);
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("equal lines were left out"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("\"operation\":\"decrypt\"", "\"left_out\":"));
    }

    @Test
    void takenMetricsPort_isSaid_andTheSocketIsServed() throws Exception {
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            useMetricsPort(squatter.getLocalPort());
            Path log = folder.resolve("log");
            Process process = started(ServeProcess.of(site).redirectError(log.toFile()));
            try (KmsClient client = site.client()) {
                Site.await("Status is ok", () -> Site.healthy(client));
                assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
            }
            assertStopsInGoodOrder(process);

            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("monitoring_unavailable"))
                    .singleElement()
                    .asString()
                    .contains(
                            "\"level\":\"error\"",
                            "\"address\":\"127.0.0.1:" + squatter.getLocalPort() + "\"",
                            "the KMS socket is still served");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void floodOfThePages_leavesTheSocketAlone(boolean unix) throws Exception {
        SocketAddress pages = unix
                ? UnixDomainSocketAddress.of(site.file("metrics.sock"))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        useMetricsAddress(unix ? "unix://" + pages : "127.0.0.1:" + ((InetSocketAddress) pages).getPort());
        // The class path of the tests takes more of a heap than that of the package.
        Process process = started(ServeProcess.of(site, "-Xmx48m", "-XX:+ExitOnOutOfMemoryError")
                .redirectError(folder.resolve("log").toFile()));
        var held = new ArrayList<SocketChannel>();
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            for (int i = 0; i < 500; i++) {
                SocketChannel connection = SocketChannel.open(pages);
                held.add(connection);
                // Never finished, and just below the limit of what headers may be.
                send(connection, "GET /metrics HTTP/1.1\r\nX: " + "a".repeat(8000));
                if (i % 25 == 0) {
                    assertAnsweredInTime(client);
                }
            }
            for (int i = 0; i < 200; i++) {
                assertThat(get(pages, "/metrics")).contains("openbao_kms_build_info");
                if (i % 20 == 0) {
                    assertAnsweredInTime(client);
                }
            }
            assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
        } finally {
            for (SocketChannel connection : held) {
                connection.close();
            }
        }
        assertStopsInGoodOrder(process);
        assertThat(site.file("metrics.sock")).doesNotExist();
    }

    private static void assertAnsweredInTime(KmsClient client) {
        long begun = System.nanoTime();
        assertThat(client.status().healthz()).isEqualTo("ok");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(API_SERVERS_PATIENCE);
    }

    /** The digits of Egypt are not those of JSON. */
    @Test
    void localeWithDigitsOfItsOwn_startsAgainAndWritesAscii() throws Exception {
        int port = freePort();
        useMetricsPort(port);
        Path log = folder.resolve("log");
        for (int start = 0; start < 2; start++) {
            Process process = started(ServeProcess.of(site, "-Duser.language=ar", "-Duser.country=EG")
                    .redirectError(Redirect.appendTo(log.toFile())));
            try (KmsClient client = site.client()) {
                Site.await("Status is ok", () -> Site.healthy(client));
                assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
            }
            assertThat(get(port, "/metrics")).matches("(?s)\\p{ASCII}+").contains("openbao_kms_key_version 1.0");
            assertStopsInGoodOrder(process);
        }

        Path state = site.settings().stateFile();
        assertThat(Files.readString(state)).matches("(?s)\\p{ASCII}+").contains("\"generation\":1,");
        assertThat(Files.readString(state.resolveSibling(state.getFileName() + ".checkpoint")))
                .matches("(?s)\\p{ASCII}+")
                .contains("\"generation\":1,");
        assertThat(Files.readString(log)).matches("(?s)\\p{ASCII}+").contains("\"write key changed\"");
    }
}
