package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running server on a real socket, with one client connected to it. */
abstract class ServerTest {
    @TempDir
    Path directory;

    final FakeKms kms = new FakeKms();
    final RecordingObserver observer = new RecordingObserver();
    final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
    KmsServer server;
    TestSocketClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = new KmsServer(settings(), kms, Sentences::of, observer, fatal::add);
        server.start();
        client = new TestSocketClient(socket());
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
        assertThat(fatal).isEmpty();
    }

    Path socket() {
        return directory.resolve("kms.sock");
    }

    ServerSettings settings() {
        return settings(socket());
    }

    static ServerSettings settings(Path socket) {
        return settings(socket, Duration.ofSeconds(15));
    }

    static ServerSettings settings(Path socket, Duration callTimeout) {
        return new ServerSettings(
                socket,
                PosixFilePermissions.fromString("rw-rw----"),
                Optional.empty(),
                Set.of(),
                16,
                32,
                64,
                callTimeout);
    }

    static byte[] seed(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) (number >> 8);
        seed[1] = (byte) number;
        seed[31] = 1;
        return seed;
    }
}
