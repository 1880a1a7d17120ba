package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.grpc.CallObserver.ConnectionLimit;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.attribute.GroupPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two users that cannot be had in a test of the socket. */
class PeerConnectionsTest {
    private static final Peer GREEDY = new Peer(new User("greedy"), new User("greedy"));
    private static final Peer MODEST = new Peer(new User("modest"), new User("modest"));

    private static final PeerLimits LIMITS =
            new PeerLimits(6, 4, 5, 8, 10, 2, 100, 150, 10, Duration.ofSeconds(10), Duration.ofSeconds(10));

    private final RecordingObserver observer = new RecordingObserver();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final PeerConnections connections =
            new PeerConnections(LIMITS, observer, new ThrownErrors(observer, fatal -> {}), timer);

    private record User(String name) implements GroupPrincipal {
        @Override
        public String getName() {
            return name;
        }
    }

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void connectionTooMany_displacesTheOneThatWasNeverOfUse() {
        List<EmbeddedChannel> channels = connect(GREEDY, 4);
        serve(channels.getFirst());

        assertThat(connections.admit(new EmbeddedChannel(), GREEDY)).isTrue();

        assertThat(channels.stream().map(EmbeddedChannel::isOpen)).containsExactly(true, false, true, true);
        assertThat(observer.closed).containsExactly(ConnectionLimit.CONNECTIONS);
    }

    @Test
    void connectionTooMany_isRefusedWhenAllAreInUse() {
        for (EmbeddedChannel channel : connect(GREEDY, 4)) {
            call(channel).servingBegins();
        }

        assertThat(connections.admit(new EmbeddedChannel(), GREEDY)).isFalse();
        assertThat(connections.admit(new EmbeddedChannel(), MODEST)).isTrue();
    }

    @Test
    void fullServer_makesRoomAtThePeerThatHasMost() {
        List<EmbeddedChannel> many = connect(GREEDY, 4);
        List<EmbeddedChannel> few = connect(MODEST, 2);

        assertThat(connections.admit(new EmbeddedChannel(), MODEST)).isTrue();

        assertThat(many.stream().filter(EmbeddedChannel::isOpen)).hasSize(3);
        assertThat(few.stream().filter(EmbeddedChannel::isOpen)).hasSize(2);
    }

    @Test
    void callsOfOnePeer_leaveRoomForOthers_andForItsOtherConnections() {
        List<EmbeddedChannel> channels = connect(GREEDY, 3);
        List<Boolean> admitted = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            admitted.add(call(channels.get(0)).isAdmitted());
        }
        for (int i = 0; i < 4; i++) {
            admitted.add(call(channels.get(1)).isAdmitted());
        }

        assertThat(admitted).containsExactly(true, true, true, true, true, false, true, true, false, false);
        assertThat(call(channels.get(2)).isAdmitted()).isTrue();
        assertThat(call(connect(MODEST, 1).getFirst()).isAdmitted()).isTrue();
    }

    @Test
    void placesOfClosedCalls_areFree() {
        EmbeddedChannel channel = connect(GREEDY, 1).getFirst();
        for (int i = 0; i < 100; i++) {
            StreamAccount call = call(channel);
            assertThat(call.isAdmitted()).isTrue();
            call.servingBegins();
            call.streamClosed(Status.OK);
            call.streamClosed(Status.OK);
        }

        assertThat(connections.admit(new EmbeddedChannel(), GREEDY)).isTrue();
        connect(GREEDY, 3);
        assertThat(channel.isOpen()).isTrue();
    }

    private List<EmbeddedChannel> connect(Peer peer, int count) {
        var channels = new ArrayList<EmbeddedChannel>();
        for (int i = 0; i < count; i++) {
            var channel = new EmbeddedChannel();
            assertThat(connections.admit(channel, peer)).isTrue();
            channels.add(channel);
        }
        return channels;
    }

    private void serve(EmbeddedChannel channel) {
        StreamAccount call = call(channel);
        call.servingBegins();
        call.streamClosed(Status.OK);
    }

    private StreamAccount call(EmbeddedChannel channel) {
        connections.startReading(channel.pipeline().get(PeerConnection.class));
        try {
            return (StreamAccount) connections.newServerStreamTracer("any", new Metadata());
        } finally {
            connections.stopReading();
        }
    }
}
