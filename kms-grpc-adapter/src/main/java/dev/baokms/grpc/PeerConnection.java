package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.ConnectionLimit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection: first in its pipeline, so that it sees what arrives before gRPC does. Used by the I/O thread
 * alone.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    /** The client's preface and the head of the SETTINGS that must follow; netty closes on anything else. */
    private static final int SPOKEN_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length() + 9;

    private final Channel channel;
    private final Peer peer;
    private final PeerConnections connections;
    private final ThrownErrors thrown;
    private final long openedNanos = System.nanoTime();
    private @Nullable ChannelHandlerContext context;
    private int received;
    private int calls;
    private int callsServed;
    private int bytes;
    private boolean hasServed;
    private long lastUsedNanos = openedNanos;
    private boolean stuck;
    private long stuckNanos;

    PeerConnection(Channel channel, Peer peer, PeerConnections connections, ThrownErrors thrown) {
        this.channel = channel;
        this.peer = peer;
        this.connections = connections;
        this.thrown = thrown;
    }

    Peer peer() {
        return peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        if (received < SPOKEN_BYTES && message instanceof ByteBuf buffer) {
            received += Math.min(buffer.readableBytes(), SPOKEN_BYTES);
        }
        connections.startReading(this);
        try {
            reader.fireChannelRead(message);
        } finally {
            connections.stopReading();
        }
    }

    /**
     * A client that does not read is not read from either: errors and control frames know no flow control, so
     * otherwise the answers to what it sends would pile up without end.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        stuck = !channel.isWritable();
        channel.config().setAutoRead(!stuck);
        if (stuck) {
            stuckNanos = System.nanoTime();
            connections.watch();
        }
        changed.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        thrown.inspect(cause);
        failed.fireExceptionCaught(cause);
    }

    void callOpened() {
        calls++;
        lastUsedNanos = System.nanoTime();
    }

    /** The request of a call is complete and is being answered. */
    void servingBegins() {
        callsServed++;
        hasServed = true;
    }

    void servingEnds() {
        callsServed--;
    }

    void callClosed() {
        calls--;
    }

    int calls() {
        return calls;
    }

    void hold(int moreBytes) {
        bytes += moreBytes;
    }

    int bytes() {
        return bytes;
    }

    /** Requests that are not complete do not count: to send them slowly must not keep a place. */
    boolean isIdle() {
        return callsServed == 0;
    }

    boolean hasServed() {
        return hasServed;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** @return whether it has to be looked at again */
    boolean closeIfStalled(long nowNanos, PeerLimits limits) {
        boolean silent = received < SPOKEN_BYTES;
        if (silent && isOver(limits.prefaceTime(), openedNanos, nowNanos)) {
            close(ConnectionLimit.SILENT);
        } else if (stuck && isOver(limits.unreadTime(), stuckNanos, nowNanos)) {
            close(ConnectionLimit.UNREAD);
        }
        return silent || stuck;
    }

    private static boolean isOver(Duration time, long sinceNanos, long nowNanos) {
        return nowNanos - sinceNanos > time.toNanos();
    }

    /** Without the farewell of HTTP/2, which a client that does not read would never receive. */
    void close(ConnectionLimit limit) {
        connections.closed(limit);
        if (context == null) {
            channel.unsafe().closeForcibly();
        } else {
            var unused = context.close();
        }
    }
}
