package dev.baokms.grpc;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.grpc.CallObserver.FinishedCall;
import dev.baokms.grpc.CallObserver.Method;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A call that waits for its one answer. The handler and the clock may both try to give it, from different threads; the
 * second finds it given. The observer hears of it once, and not before the client.
 */
final class LiveCall<T> {
    private final Method method;
    private final Optional<String> uidHash;
    private final Optional<String> requestedKeyIdHash;
    private final ServerCallStreamObserver<T> client;
    private final CallObserver observer;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean answered = new AtomicBoolean();

    LiveCall(
            Method method,
            Optional<String> uidHash,
            Optional<String> requestedKeyIdHash,
            ServerCallStreamObserver<T> client,
            CallObserver observer) {
        this.method = method;
        this.uidHash = uidHash;
        this.requestedKeyIdHash = requestedKeyIdHash;
        this.client = client;
        this.observer = observer;
        // Without a handler gRPC throws into whoever answers a client that has gone.
        client.setOnCancelHandler(() -> {});
        observer.onStarted(method);
    }

    void answer(Outcome<Answer<T>> outcome) {
        switch (outcome) {
            case Outcome.Ok<Answer<T>>(Answer<T> answer) -> succeed(answer);
            case Outcome.Failed<Answer<T>>(Failure failure) -> fail(failure);
        }
    }

    private void succeed(Answer<T> answer) {
        try {
            settle(Status.OK, "ok", answer.keyIdHash(), () -> {
                // Serialises before it returns, so the bytes may be wiped afterwards.
                client.onNext(answer.message());
                client.onCompleted();
            });
        } finally {
            answer.wipe().run();
        }
    }

    void fail(Failure failure) {
        end(StatusCodes.of(failure), failure.reason());
    }

    void reject(Failure failure) {
        observer.onRejected(method);
        fail(failure);
    }

    void fail(Throwable bug) {
        String type = bug.getClass().getSimpleName();
        observer.onBug(method, type, List.of(bug.getStackTrace()));
        end(StatusCodes.ofBug(type), "bug");
    }

    private void end(Status status, String reason) {
        settle(status, reason, requestedKeyIdHash, () -> client.onError(status.asRuntimeException()));
    }

    private void settle(Status status, String reason, Optional<String> keyIdHash, Runnable send) {
        if (answered.compareAndSet(false, true)) {
            try {
                send.run();
            } finally {
                finish(status, reason, keyIdHash);
            }
        }
    }

    private void finish(Status status, String reason, Optional<String> keyIdHash) {
        boolean gone = client.isCancelled();
        observer.onFinished(new FinishedCall(
                method,
                uidHash,
                (gone ? Status.CANCELLED : status).getCode().name(),
                gone ? "cancelled" : reason,
                Duration.ofNanos(System.nanoTime() - startedNanos),
                keyIdHash));
    }
}
