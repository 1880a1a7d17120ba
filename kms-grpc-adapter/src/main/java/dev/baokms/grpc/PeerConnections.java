package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.ConnectionLimit;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.netty.channel.Channel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * All connections of the socket and what their peers hold. Used only by the I/O thread.
 *
 * <p>A connection above the limit is not refused: an idle one is closed to make room. So a client that leaves
 * connections behind, on purpose or not, does not lock out others. Losing an idle connection does no harm, because a
 * gRPC client dials again.
 */
final class PeerConnections extends ServerStreamTracer.Factory {
    private static final Duration SWEEP_PERIOD = Duration.ofMillis(500);

    private final PeerLimits limits;
    private final CallObserver observer;
    private final ThrownErrors thrown;
    private final Sweep sweep;
    private final Map<UserPrincipal, Holdings> peers = new HashMap<>();
    private final Holdings total = new Holdings();
    private @Nullable PeerConnection reading;

    /** What the connections of one peer, or of all peers, hold in total. */
    private static final class Holdings {
        final Set<PeerConnection> connections = new HashSet<>();
        int calls;
        int bytes;

        int size() {
            return connections.size();
        }
    }

    PeerConnections(PeerLimits limits, CallObserver observer, ThrownErrors thrown, ScheduledExecutorService ioThread) {
        this.limits = limits;
        this.observer = observer;
        this.thrown = thrown;
        this.sweep = new Sweep(ioThread, SWEEP_PERIOD, this::closeStalled, thrown);
    }

    /**
     * Admits a connection, before anything is read from it.
     *
     * @return whether there is room, if necessary after closing an idle connection
     */
    boolean admit(Channel channel, Peer peer) {
        Holdings holdings = peers.computeIfAbsent(peer.user(), user -> new Holdings());
        if (!hasRoom(holdings)) {
            observer.onConnectionClosed(ConnectionLimit.CONNECTIONS);
            forgetIfEmpty(peer.user(), holdings);
            return false;
        }
        var connection = new PeerConnection(channel, peer, this, thrown);
        holdings.connections.add(connection);
        total.connections.add(connection);
        channel.pipeline().addFirst(connection);
        channel.closeFuture().addListener(closed -> forget(connection));
        sweep.wake();
        return true;
    }

    private boolean hasRoom(Holdings peer) {
        if (peer.size() >= limits.connectionsPerPeer()) {
            return closeIdle(peer);
        }
        if (total.size() < limits.connections()) {
            return true;
        }
        Holdings largest = peers.values().stream()
                .max(Comparator.comparingInt(Holdings::size))
                .orElse(peer);
        return closeIdle(largest);
    }

    private boolean closeIdle(Holdings peer) {
        Optional<PeerConnection> idle = peer.connections.stream()
                .filter(PeerConnection::isIdle)
                .min(Comparator.comparing(PeerConnection::hasServed).thenComparingLong(PeerConnection::lastUsedNanos));
        idle.ifPresent(connection -> connection.close(ConnectionLimit.CONNECTIONS));
        return idle.isPresent();
    }

    private void forget(PeerConnection connection) {
        UserPrincipal user = connection.peer().user();
        Holdings holdings = holdingsOf(connection);
        total.connections.remove(connection);
        holdings.connections.remove(connection);
        forgetIfEmpty(user, holdings);
    }

    private void forgetIfEmpty(UserPrincipal user, Holdings holdings) {
        if (holdings.size() == 0 && holdings.calls == 0) {
            peers.remove(user);
        }
    }

    private Holdings holdingsOf(PeerConnection connection) {
        return peers.computeIfAbsent(connection.peer().user(), user -> new Holdings());
    }

    /** Whether there are connections that may have to be closed later. */
    private boolean closeStalled() {
        long now = System.nanoTime();
        boolean watch = false;
        // Closing one changes the set.
        for (PeerConnection connection : new ArrayList<>(total.connections)) {
            watch |= connection.closeIfStalled(now, limits);
        }
        return watch;
    }

    void watch() {
        sweep.wake();
    }

    void closed(ConnectionLimit limit) {
        observer.onConnectionClosed(limit);
    }

    void startReading(PeerConnection connection) {
        reading = connection;
    }

    void stopReading() {
        reading = null;
    }

    /** gRPC calls this while it reads the headers of a call, so the connection being read is the call's. */
    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        PeerConnection connection = Objects.requireNonNull(reading, "a call starts only while a connection is read");
        Holdings peer = holdingsOf(connection);
        boolean admitted = connection.calls() < limits.callsAlways()
                || (connection.calls() < limits.callsPerConnection()
                        && peer.calls < limits.callsPerPeer()
                        && total.calls < limits.calls());
        connection.callOpened();
        peer.calls++;
        total.calls++;
        return new StreamAccount(this, connection, admitted);
    }

    void callClosed(PeerConnection connection, int bytesHeld) {
        hold(connection, -bytesHeld);
        Holdings peer = holdingsOf(connection);
        peer.calls--;
        total.calls--;
        connection.callClosed();
        forgetIfEmpty(connection.peer().user(), peer);
    }

    /** @return whether the peer may hold that many more bytes; they are counted in any case */
    boolean hold(PeerConnection connection, int moreBytes) {
        Holdings peer = holdingsOf(connection);
        connection.hold(moreBytes);
        peer.bytes += moreBytes;
        total.bytes += moreBytes;
        return connection.bytes() <= limits.bytesAlways()
                || (peer.bytes <= limits.bytesPerPeer() && total.bytes <= limits.bytes());
    }
}
