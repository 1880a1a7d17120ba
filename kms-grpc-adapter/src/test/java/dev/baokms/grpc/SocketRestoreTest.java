package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A socket whose file went while the server runs. */
class SocketRestoreTest extends ServerTest {
    @Test
    void socketInItsPlace_isLeftAsItIs() throws IOException {
        Object key = Files.getAttribute(socket(), "unix:ino");

        assertThat(server.restoreSocket()).isFalse();

        assertThat(Files.getAttribute(socket(), "unix:ino")).isEqualTo(key);
        assertThat(server.socketLost()).isFalse();
    }

    @Test
    void removedSocket_isBoundAgain_andNothingElseIsLeftBehind() throws IOException {
        Files.delete(socket());

        assertThat(server.restoreSocket()).isTrue();

        assertThat(healthzOverANewConnection()).isEqualTo("ok");
        assertThat(server.restoreSocket()).isFalse();
        assertThat(directory.toFile().list()).containsExactly("kms.sock");
    }

    @Test
    void deadSocketInItsPlace_isReplaced() throws IOException {
        Files.delete(socket());
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket()))
                .close();

        assertThat(server.restoreSocket()).isTrue();

        assertThat(healthzOverANewConnection()).isEqualTo("ok");
    }

    @Test
    void liveForeignSocket_staysUntouched_untilItGoes() throws IOException {
        Files.delete(socket());
        try (var foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            foreign.bind(UnixDomainSocketAddress.of(socket()));
            Object key = Files.getAttribute(socket(), "unix:ino");

            assertThatThrownBy(server::restoreSocket)
                    .isInstanceOf(UnsafeSocketException.class)
                    .hasMessageContaining("another process is listening there");

            assertThat(Files.getAttribute(socket(), "unix:ino")).isEqualTo(key);
            assertThat(server.socketLost()).isTrue();
        }

        assertThat(server.restoreSocket()).isTrue();
        assertThat(server.socketLost()).isFalse();
        assertThat(healthzOverANewConnection()).isEqualTo("ok");
    }

    @Test
    void fileThatIsNoSocket_staysUntouched() throws IOException {
        Files.delete(socket());
        Files.writeString(socket(), "precious");

        assertThatThrownBy(server::restoreSocket).isInstanceOf(UnsafeSocketException.class);

        assertThat(socket()).hasContent("precious");
        assertThat(server.socketLost()).isTrue();
    }

    @Test
    void callsOfTheFormerSocket_areAnswered() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var call = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the call is in the core", () -> !kms.uids.isEmpty());
        Files.delete(socket());

        server.restoreSocket();
        gate.countDown();

        assertThat(call.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
        assertThat(client.status().getHealthz()).isEqualTo("ok");
    }

    @Test
    void stop_finishesTheCallsOfBothSockets_andRemovesTheFile() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var former = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the call is in the core", () -> kms.uids.size() == 1);
        Files.delete(socket());
        server.restoreSocket();
        try (var second = new TestSocketClient(socket())) {
            var fresh = second.async().encrypt(TestSocketClient.encryptRequest(seed(2)));
            Eventually.holds("both calls are in the core", () -> kms.uids.size() == 2);

            Thread stopping = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(30)));
            Eventually.holds("the socket is gone", () -> !Files.exists(socket()));
            gate.countDown();

            assertThat(former.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
            assertThat(fresh.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
            assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void stoppedServer_bindsNoMore() throws IOException {
        server.stop(Duration.ZERO);

        assertThat(server.restoreSocket()).isFalse();

        assertThat(directory).isEmptyDirectory();
    }

    private String healthzOverANewConnection() {
        try (var other = new TestSocketClient(socket())) {
            return other.status().getHealthz();
        }
    }
}
