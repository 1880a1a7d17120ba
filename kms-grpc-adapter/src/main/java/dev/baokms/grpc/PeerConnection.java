package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.ConnectionLimit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection. It is first in the pipeline, so that it sees input before gRPC does. Used only by the I/O thread.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    /**
     * The length of the client's preface and the header of the SETTINGS frame that must follow; netty closes on
     * anything else.
     */
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
     * Stops reading from a client that does not read: errors and control frames have no flow control, so the answers to
     * its input would otherwise pile up without limit.
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

    /** Incomplete requests do not count: sending one slowly must not keep a place. */
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

    /** Without GOAWAY, which a client that does not read would never receive. */
    void close(ConnectionLimit limit) {
        connections.closed(limit);
        if (context == null) {
            channel.unsafe().closeForcibly();
        } else {
            var unused = context.close();
        }
    }
}
