package dev.baokms.etcd;

import static java.util.Objects.requireNonNull;

import dev.baokms.etcd.EtcdMember.Pieces;
import dev.baokms.etcd.proto.SnapshotRequest;
import dev.baokms.etcd.proto.SnapshotResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands on a snapshot piece by piece, and asks for the next piece after each. */
final class SnapshotReader implements ClientResponseObserver<SnapshotRequest, SnapshotResponse> {
    private final Pieces pieces;
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private @Nullable ClientCallStreamObserver<SnapshotRequest> call;
    private @Nullable RefusedSourceException refusal;

    SnapshotReader(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SnapshotRequest> started) {
        call = started;
        started.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(SnapshotResponse piece) {
        ClientCallStreamObserver<SnapshotRequest> running = requireNonNull(call, "gRPC starts a call first");
        try {
            pieces.piece(piece);
            running.request(1);
        } catch (RefusedSourceException e) {
            refusal = e;
            running.cancel("the copy was refused", e);
        }
    }

    @Override
    public void onError(Throwable t) {
        end.complete(Status.fromThrowable(t));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    /**
     * Waits for the last piece.
     *
     * @throws io.grpc.StatusRuntimeException when the call failed
     * @throws RefusedSourceException when the receiver of the pieces threw it
     */
    void await() throws RefusedSourceException {
        Status status = end.join();
        if (refusal != null) {
            throw refusal;
        }
        if (!status.isOk()) {
            throw status.asRuntimeException();
        }
    }
}
