package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.grpc.proto.StatusRequest;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that listens before it has anything to say. */
class HeldBackTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final FakeKms kms = new FakeKms();
    private final AtomicBoolean answers = new AtomicBoolean();
    private final AtomicInteger tooEarly = new AtomicInteger();
    private final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
    private KmsServer server;

    @BeforeEach
    void prepare() {
        kms.before = () -> {
            if (!answers.get()) {
                tooEarly.incrementAndGet();
            }
            return Optional.empty();
        };
        server = new KmsServer(ServerTest.settings(socket()), kms, Sentences::of, new RecordingObserver(), fatal::add);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(fatal).isEmpty();
    }

    private Path socket() {
        return directory.resolve("kms.sock");
    }

    @Test
    void whoConnectsEarly_isNotRefused_andIsAnsweredOnceThereIsAnAnswer() throws Exception {
        server.startHeldBack(OptionalInt.empty(), FOR_EVER);
        try (var client = new TestSocketClient(socket())) {
            var status = client.async().status(StatusRequest.getDefaultInstance());
            // In the same queue, and through.
            SocketChannel.open(UnixDomainSocketAddress.of(socket())).close();
            answers.set(true);
            server.accept();
            server.accept();

            assertThat(status.get().getHealthz()).isEqualTo("ok");
            assertThat(tooEarly).hasValue(0);
        }
    }

    @Test
    void whoIsNeverLetIn_isLetInAfterAWhile() throws IOException {
        answers.set(true);
        server.startHeldBack(OptionalInt.empty(), Duration.ofMillis(1));
        try (var client = new TestSocketClient(socket())) {
            assertThat(client.status().getHealthz()).isEqualTo("ok");
        }
    }

    @Test
    void serverThatStopsBefore_doesNotWait_andTakesTheSocketAway() throws IOException {
        server.startHeldBack(OptionalInt.empty(), FOR_EVER);
        try (SocketChannel waiting = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            server.stop(Duration.ofSeconds(20));
            server.accept();

            assertThat(socket()).doesNotExist();
            assertThat(waiting.isConnected()).isTrue();
        }
    }
}
