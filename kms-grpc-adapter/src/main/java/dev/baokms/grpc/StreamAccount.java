package dev.baokms.grpc;

import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What one call costs its peer: a place, and the bytes of its request until the call is over. Used only by the I/O
 * thread.
 */
final class StreamAccount extends ServerStreamTracer {
    /** The context key under which a call finds its account. */
    static final Context.Key<StreamAccount> OF_CALL = Context.key("stream account");
    /**
     * The most that is read at once. Even one byte of a request keeps the whole buffer that it was read into, so the
     * whole buffer is charged.
     */
    static final int READ_BYTES = 8 * 1024;

    private final PeerConnections connections;
    private final PeerConnection connection;
    private final boolean admitted;
    private int bytes;
    private boolean serving;
    private boolean closed;
    private @Nullable PendingCall<?> call;

    StreamAccount(PeerConnections connections, PeerConnection connection, boolean admitted) {
        this.connections = connections;
        this.connection = connection;
        this.admitted = admitted;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_CALL, this);
    }

    void belongsTo(PendingCall<?> started) {
        call = started;
    }

    PeerConnection connection() {
        return connection;
    }

    /** Whether the peer had a place for one more call. */
    boolean isAdmitted() {
        return admitted;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void inboundWireSize(long piece) {
        charge(Math.max((int) piece, READ_BYTES));
    }

    /** The pieces of a message were joined and released. */
    void messageArrived(int messageBytes) {
        charge(messageBytes - bytes);
    }

    /** The request is complete; from now on the connection is in use. */
    void servingBegins() {
        serving = true;
        connection.servingBegins();
    }

    private void charge(int moreBytes) {
        bytes += moreBytes;
        if (!connections.hold(connection, moreBytes) && call != null) {
            call.reject("requests of this client hold too much memory; ask again in a second");
        }
    }

    @Override
    public void streamClosed(Status status) {
        if (!closed) {
            closed = true;
            if (serving) {
                connection.servingEnds();
            }
            connections.callClosed(connection, bytes);
        }
    }
}
