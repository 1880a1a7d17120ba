package dev.baokms.telemetry;

import static dev.baokms.telemetry.MonitoringPagesTest.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.build.BuildInfo;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over real Unix sockets: the same limits as at a port, and a file that is made, kept and removed. */
@Timeout(120)
class UnixPagesTest {
    private static final Duration QUICK = Duration.ofMillis(50);
    private static final int MOST = PageConnections.MOST;

    @TempDir
    Path directory;

    private final Metrics metrics = new Metrics(BuildInfo.load());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private Path socket() {
        return directory.resolve("health.sock");
    }

    private MonitoringPages pages(Path metricsSocket, Path healthSocket) {
        var pages = new MonitoringPages(
                Optional.of(new ListenAddress.Unix(metricsSocket)),
                Optional.of(new ListenAddress.Unix(healthSocket)),
                metrics,
                new HealthReport(MonitoringPagesTest.healthyProvider(), () -> false),
                new Liveness(() -> true, System::nanoTime),
                QUICK);
        opened.add(pages);
        pages.start();
        return pages;
    }

    private SocketChannel dial(Path socket) throws IOException {
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        opened.add(connection);
        return connection;
    }

    private static void send(SocketChannel connection, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    private static String rest(SocketChannel connection) throws IOException {
        return new String(Channels.newInputStream(connection).readAllBytes(), US_ASCII);
    }

    private String get(Path socket, String path) throws IOException {
        SocketChannel connection = dial(socket);
        send(connection, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return rest(connection);
    }

    private static boolean isEnded(SocketChannel connection) {
        try {
            return connection.read(ByteBuffer.allocate(1)) == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .fileKey();
    }

    private void assertServed(Path socket) throws Exception {
        await("the page is served", () -> Files.exists(socket) && isAnswered(socket));
    }

    private boolean isAnswered(Path socket) {
        try {
            return get(socket, "/live").startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "/readyz", "/metrics"})
    void page_isAnswered(String path) throws IOException {
        MonitoringPages pages = pages(socket(), socket());

        assertThat(get(socket(), path)).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nconnection: close\r\n");
        assertThat(get(socket(), "/secrets")).startsWith("HTTP/1.1 404 ");
        assertThat(pages.bound()).isEmpty();
    }

    @Test
    void file_isForItsOwnerAndGroup_andAloneInItsDirectory() throws IOException {
        pages(socket(), socket());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-rw----");
        assertThat(directory.toFile().list()).containsExactly("health.sock");
    }

    /** So an operator gives the pages to a group, without any setting. */
    @Test
    void setgidDirectory_givesItsGroup() throws IOException {
        Files.setAttribute(directory, "unix:gid", 54321);
        Files.setAttribute(directory, "unix:mode", 02750);

        pages(socket(), socket());

        assertThat(Files.getAttribute(socket(), "unix:gid")).isEqualTo(54321);
        assertThat(get(socket(), "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void longestPath_isServed() throws IOException {
        String text = directory + "/" + "s".repeat(105 - directory.toString().length());
        Path longest =
                ((ListenAddress.Unix) ListenAddress.parse("unix://" + text).orElseThrow()).path();
        pages(longest, longest);

        assertThat(get(longest, "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void fileOfADeadListener_isReplaced() throws IOException {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        pages(socket(), socket());

        assertThat(get(socket(), "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void socketOfALivingProcess_isLeftAlone_saidOnTheOtherPage_andUsedOnceItIsFree() throws Exception {
        Path taken = directory.resolve("metrics.sock");
        try (var squatter = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            squatter.bind(UnixDomainSocketAddress.of(taken));
            Object key = fileKey(taken);
            pages(taken, socket());

            assertThat(get(socket(), "/ready"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"listeners_down\":[\"unix://" + taken + "\"]", "\"status\":\"ok\"");
            assertThat(metrics.scrape())
                    .contains(
                            "openbao_kms_listener_up{page=\"metrics\"} 0.0",
                            "openbao_kms_listener_up{page=\"health\"} 1.0");
            assertThat(fileKey(taken)).isEqualTo(key);
        }

        assertServed(socket());
        await("the socket is used", () -> !get(socket(), "/ready").contains("listeners_down"));
        assertThat(get(taken, "/metrics")).contains("openbao_kms_listener_up{page=\"metrics\"} 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxrwxrwx"})
    void directoryThatOthersMayWrite_isNotUsed_untilItIsClosed(String mode) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
        Path refused = open.resolve("metrics.sock");
        pages(refused, socket());

        assertThat(get(socket(), "/ready")).contains("\"listeners_down\":[\"unix://" + refused + "\"]");
        assertThat(open).isEmptyDirectory();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        await("the socket is there", () -> Files.exists(refused));
        assertThat(get(refused, "/metrics")).contains("openbao_kms_build_info");
    }

    @Test
    void otherFile_isLeftAlone() throws IOException {
        Path precious = Files.writeString(directory.resolve("metrics.sock"), "precious");
        pages(precious, socket());

        assertThat(get(socket(), "/ready")).contains("\"listeners_down\":[\"unix://" + precious + "\"]");
        assertThat(precious).hasContent("precious");
    }

    @Test
    void removedFile_isMadeAgain() throws Exception {
        pages(socket(), socket());
        Files.delete(socket());

        assertServed(socket());
        assertThat(directory.toFile().list()).containsExactly("health.sock");
    }

    @Test
    void closedPages_leaveNoFile_andMakeNoneAgain() {
        pages(socket(), directory.resolve("other.sock")).close();
        LockSupport.parkNanos(QUICK.multipliedBy(4).toNanos());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void closedPages_leaveTheSocketOfAnother() throws IOException {
        MonitoringPages former = pages(socket(), socket());
        former.close();
        pages(socket(), socket());
        former.close();

        assertThat(get(socket(), "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void overlongHeaders_areABadRequest() throws IOException {
        pages(socket(), socket());
        SocketChannel connection = dial(socket());
        send(connection, "GET /live HTTP/1.1\r\nX: " + "a".repeat(9000) + "\r\n\r\n");

        assertThat(rest(connection)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void oneConnectionMoreThanMayBe_endsTheOldest_andNoOther() throws IOException {
        pages(socket(), socket());
        var held = new ArrayList<SocketChannel>();
        for (int i = 0; i < MOST + 3; i++) {
            SocketChannel connection = dial(socket());
            send(connection, "GET /live HTTP/1.1\r\n");
            held.add(connection);
        }

        assertThat(held.subList(0, 3)).allMatch(UnixPagesTest::isEnded);
        for (SocketChannel other : held.subList(3, held.size())) {
            send(other, "\r\n");
            assertThat(rest(other)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void connectionThatSaysNothing_isEndedAfterSeconds() throws IOException {
        pages(socket(), socket());
        SocketChannel silent = dial(socket());
        long begun = System.nanoTime();

        assertThat(isEnded(silent)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
    }
}
