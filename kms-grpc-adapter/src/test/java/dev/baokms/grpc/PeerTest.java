package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.StatusRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTest {
    @TempDir
    Path directory;

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final RecordingObserver observer = new RecordingObserver();

    private KmsServer server(String... allowedPeers) {
        return new KmsServer(
                new ServerSettings(
                        directory.resolve("kms.sock"),
                        PosixFilePermissions.fromString("rw-rw----"),
                        Optional.empty(),
                        Set.of(allowedPeers),
                        1,
                        1,
                        1,
                        Duration.ofSeconds(15)),
                new FakeKms(),
                Sentences::of,
                observer,
                fatal::add);
    }

    private String me(String attribute) throws IOException {
        return Files.getAttribute(directory, attribute).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uid", "gid"})
    void peerNamedByNumber_isServed(String kind) throws IOException {
        try (var server = server(kind + ":" + me("unix:" + kind), "uid:54321")) {
            server.start();
            try (var client = new TestSocketClient(directory.resolve("kms.sock"))) {
                assertThat(client.status().getHealthz()).isEqualTo("ok");
            }
        }
        assertThat(observer.refusedPeers).isEmpty();
    }

    @Test
    void peerNamedByName_isServed() throws IOException {
        try (var server = server(me("owner:owner"))) {
            server.start();
            try (var client = new TestSocketClient(directory.resolve("kms.sock"))) {
                assertThat(client.status().getHealthz()).isEqualTo("ok");
            }
        }
    }

    @Test
    void otherPeer_isClosedBeforeItSpeaks() throws IOException {
        try (var server = server("uid:54321", "gid:54321")) {
            server.start();
            try (var client = new TestSocketClient(directory.resolve("kms.sock"))) {
                var stub = KeyManagementServiceGrpc.newBlockingStub(client.channel());
                var refused = catchThrowableOfType(
                        StatusRuntimeException.class, () -> stub.status(StatusRequest.getDefaultInstance()));

                assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
            }
        }
        assertThat(observer.started).hasValue(0);
        assertThat(observer.refusedPeers)
                .isNotEmpty()
                .allSatisfy(peer -> assertThat(peer).containsAnyOf(me("owner:owner") + ":", me("unix:uid") + ":"));
    }

    @Test
    void unknownName_stopsTheStart() {
        try (var server = server("no-such-user")) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(UnsafeSocketException.class)
                    .hasMessageContaining("allowed peer no-such-user does not exist");
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** In a user namespace every user without a number there looks like this one. */
    @ParameterizedTest
    @ValueSource(strings = {"uid:65534", "gid:65534", "65534"})
    void namelessPeer_stopsTheStart(String peer) {
        try (var server = server(peer)) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(UnsafeSocketException.class)
                    .hasMessageContaining("allowed peer " + peer + " is what the kernel calls everybody");
        }
        assertThat(directory).isEmptyDirectory();
    }
}
