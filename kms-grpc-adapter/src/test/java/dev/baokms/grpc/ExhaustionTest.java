package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.baokms.grpc.CallObserver.ConnectionLimit;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.StatusRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One client takes all it can get. What is judged is another one that behaves: it has its Status within the API
 * server's 3 s, on a connection it has and on one it makes.
 */
class ExhaustionTest extends ServerTest {
    private static final int MESSAGE = KmsServer.MAX_MESSAGE_BYTES;

    /** Writes a stack trace for every stream that is refused; the daemon silences it as well. */
    private static final Logger GRPC = Logger.getLogger("io.grpc.netty.NettyServerHandler");

    private final List<HostileConnection> hostile = new ArrayList<>();

    @BeforeAll
    static void silence() {
        GRPC.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        GRPC.setLevel(null);
    }

    @Override
    ServerSettings settings() {
        return settings(socket(), Duration.ofSeconds(2));
    }

    @AfterEach
    void hangUp() {
        kms.behave();
        hostile.forEach(HostileConnection::close);
        Eventually.holds("nothing is left behind", () -> observer.inFlight() == 0);
    }

    @Test
    void silentConnections_keepNoOneOut() {
        for (int i = 0; i < 2_100; i++) {
            connect();
        }

        assertOthersAreServed();
        assertThat(hostile.stream().filter(connection -> !connection.isClosedByServer()))
                .hasSizeLessThanOrEqualTo(PeerLimits.DEFAULT.connectionsPerPeer());
    }

    @Test
    void connectionsThatSpeakHttp2_keepNoOneOut() {
        for (int i = 0; i < 2_100; i++) {
            connect().send(HostileConnection.preface());
        }

        assertOthersAreServed();
    }

    @Test
    void connectionsOfUnfinishedCalls_keepNoOneOut() {
        for (int i = 0; i < 500; i++) {
            HostileConnection connection = connect();
            connection.send(HostileConnection.preface());
            for (int stream = 1; stream < 41; stream += 2) {
                connection.send(HostileConnection.headers(stream, "Encrypt"));
            }
        }

        assertOthersAreServed();
        assertThat(observer.inFlight()).isLessThanOrEqualTo(PeerLimits.DEFAULT.callsPerPeer() + 4 * 64 + 1);
    }

    @Test
    void streamsOfOneConnection_keepNoOneOut() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        for (int i = 0; i < 9_500; i++) {
            connection.send(HostileConnection.headers(2 * i + 1, "Status"));
        }

        assertOthersAreServed();
        assertThat(observer.started.get()).isLessThanOrEqualTo(PeerLimits.DEFAULT.callsPerConnection() + 10);
    }

    @Test
    void callsWhileTheBackendHangs_keepNoOneOut_andAreAnsweredInTime() {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        byte[] request = EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(seed(1)))
                .build()
                .toByteArray();
        for (int i = 0; i < 2; i++) {
            HostileConnection connection = connect();
            connection.send(HostileConnection.preface());
            for (int call = 0; call < 198; call++) {
                int stream = 2 * call + 1;
                connection.send(HostileConnection.headers(stream, "Encrypt"));
                connection.send(HostileConnection.message(stream, request));
            }
        }
        Eventually.holds("all calls arrived", () -> observer.started.get() >= 396);

        assertOthersAreServed();
        Eventually.holds("all calls are answered", () -> observer.finished.size() >= 396);
        assertThat(observer.finished.stream()
                        .filter(call -> call.code().equals(Code.DEADLINE_EXCEEDED.name()))
                        .map(CallObserver.FinishedCall::took))
                .isNotEmpty()
                .allMatch(took -> took.compareTo(Duration.ofMillis(2_700)) < 0);
        gate.countDown();
    }

    @Test
    void bytesOfUnfinishedRequests_areBounded() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        byte[] most = HostileConnection.concat(HostileConnection.messageHead(MESSAGE), new byte[8 * 1024]);
        for (int call = 0; call < 200; call++) {
            int stream = 2 * call + 1;
            connection.send(HostileConnection.headers(stream, "Decrypt"));
            connection.send(HostileConnection.data(stream, most));
            connection.send(HostileConnection.data(stream, new byte[16 * 1024]));
        }

        Eventually.holds("what is too much is refused", () -> !observer.rejected.isEmpty());
        assertOthersAreServed();
        assertThat(client.decrypt(client.encrypt(seed(1)))).isEqualTo(seed(1));
    }

    @Test
    void requestInTinyPieces_isRefused_becauseEachPieceKeepsABuffer() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        connection.send(HostileConnection.headers(1, "Decrypt"));
        connection.send(HostileConnection.data(1, HostileConnection.messageHead(MESSAGE)));
        for (int piece = 0; piece < 1000; piece++) {
            connection.send(HostileConnection.data(1, new byte[1]));
        }

        Eventually.holds("it is refused", () -> observer.rejected.size() == 1);
        assertOthersAreServed();
    }

    @Test
    void compressedRequest_isNotRead() {
        var compressing = client.stub().withCompression("gzip");

        var refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> compressing.encrypt(TestSocketClient.encryptRequest(seed(1))));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void responsesThatAreNotRead_stopTheReading() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        connection.send(HostileConnection.endlessWindow());
        int sent = 0;
        while (sent < 100_000 && connection.send(statusCall(2 * sent + 1))) {
            sent++;
        }

        assertThat(sent).as("calls until the server reads no more").isLessThan(100_000);
        assertOthersAreServed();
    }

    @Test
    void errorsThatAreNotRead_stopTheReading() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        int sent = 0;
        while (sent < 100_000 && connection.send(HostileConnection.headers(2 * sent + 1, "Unknown"))) {
            sent++;
        }

        assertThat(sent).as("calls until the server reads no more").isLessThan(100_000);
        assertOthersAreServed();
    }

    @Test
    void clientThatReadsNothing_isCutOff() throws IOException {
        try (KmsServer impatient = serverWith(Duration.ofSeconds(30), Duration.ofMillis(300))) {
            impatient.start();
            HostileConnection connection = new HostileConnection(impatientSocket());
            hostile.add(connection);
            connection.send(HostileConnection.preface());
            connection.send(HostileConnection.endlessWindow());
            int call = 0;
            while (call < 100_000 && connection.send(statusCall(2 * call + 1))) {
                call++;
            }

            Eventually.holds("it is cut off", () -> observer.closed.contains(ConnectionLimit.UNREAD));
        }
    }

    @Test
    void clientThatGivesNoWindow_isCutOff() throws IOException {
        try (KmsServer impatient = serverWith(Duration.ofSeconds(30), Duration.ofMillis(300))) {
            impatient.start();
            HostileConnection connection = new HostileConnection(impatientSocket());
            hostile.add(connection);
            connection.send(HostileConnection.preface());
            connection.send(HostileConnection.noWindow());
            connection.send(statusCall(1));

            Eventually.holds("it is cut off", connection::isClosedByServer);
            assertThat(observer.closed).contains(ConnectionLimit.UNREAD);
        }
    }

    @Test
    void connectionThatDoesNotSpeak_isClosedInTime() throws IOException {
        try (KmsServer impatient = serverWith(Duration.ofMillis(300), Duration.ofSeconds(30))) {
            impatient.start();
            HostileConnection silent = new HostileConnection(impatientSocket());
            HostileConnection half = new HostileConnection(impatientSocket());
            HostileConnection idle = new HostileConnection(impatientSocket());
            hostile.addAll(List.of(silent, half, idle));
            half.send(new byte[] {'P', 'R', 'I', ' ', '*'});
            idle.send(HostileConnection.preface());

            Eventually.holds("the silent one is closed", silent::isClosedByServer);
            Eventually.holds("the half one is closed", half::isClosedByServer);
            assertThat(observer.closed).containsExactly(ConnectionLimit.SILENT, ConnectionLimit.SILENT);
            assertThat(idle.isClosedByServer()).isFalse();
        }
    }

    @Test
    void pingFlood_endsItsConnection() {
        assertFloodEnds(HostileConnection.ping());
    }

    @Test
    void floodOfResets_endsItsConnection() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        for (int call = 0; call < 5_000; call++) {
            int stream = 2 * call + 1;
            connection.send(HostileConnection.concat(
                    HostileConnection.headers(stream, "Encrypt"), HostileConnection.reset(stream)));
        }

        assertOthersAreServed();
        Eventually.holds("it is closed", connection::isClosedByServer);
    }

    @Test
    void floodOfSettingsThatAreNotAcknowledged_stopsTheReadingOrEndsItsConnection() {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        int sent = 0;
        while (sent < 200_000 && connection.send(HostileConnection.settings())) {
            sent++;
        }

        assertThat(sent).isLessThan(200_000);
        assertOthersAreServed();
    }

    private void assertFloodEnds(byte[] frame) {
        HostileConnection connection = connect();
        connection.send(HostileConnection.preface());
        for (int i = 0; i < 5_000; i++) {
            connection.send(frame);
        }

        assertOthersAreServed();
        Eventually.holds("it is closed", connection::isClosedByServer);
    }

    private static byte[] statusCall(int stream) {
        return HostileConnection.concat(
                HostileConnection.headers(stream, "Status"), HostileConnection.message(stream, new byte[0]));
    }

    private HostileConnection connect() {
        var connection = new HostileConnection(socket());
        hostile.add(connection);
        return connection;
    }

    private void assertOthersAreServed() {
        assertThat(healthz(client)).isEqualTo("ok");
        try (var second = new TestSocketClient(socket())) {
            assertThat(healthz(second)).isEqualTo("ok");
        }
    }

    /** Who is kept out stays out, so a deadline that a busy machine keeps shows it as well as an API server's own. */
    private static String healthz(TestSocketClient from) {
        return from.stub()
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance())
                .getHealthz();
    }

    private Path impatientSocket() {
        return directory.resolve("impatient.sock");
    }

    private KmsServer serverWith(Duration prefaceTime, Duration unreadTime) {
        PeerLimits usual = PeerLimits.DEFAULT;
        var limits = new PeerLimits(
                usual.connections(),
                usual.connectionsPerPeer(),
                usual.callsPerConnection(),
                usual.callsPerPeer(),
                usual.calls(),
                usual.callsAlways(),
                usual.bytesPerPeer(),
                usual.bytes(),
                usual.bytesAlways(),
                prefaceTime,
                unreadTime);
        return new KmsServer(
                settings(impatientSocket(), Duration.ofSeconds(2)),
                kms,
                Sentences::of,
                observer,
                fatal::add,
                limits,
                new NioTransport(),
                Workers.platformThreads());
    }
}
