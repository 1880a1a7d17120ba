package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.grpc.CallObserver.ConnectionLimit;
import dev.baokms.grpc.CallObserver.FinishedCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its one answer. The working thread, the sweep over open calls and arriving events may all try
 * to answer; only the first succeeds. The observer is told once, after the client.
 *
 * @param <T> the response
 */
final class PendingCall<T> extends ServerCall.Listener<byte[]> implements AdmissionQueue.Waiting {
    private static final long NOT_ANSWERED = 0;

    private final MethodCalls<T> calls;
    private final ServerCall<byte[], T> call;
    private final StreamAccount account;
    private final Budget budget;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong answeredNanos = new AtomicLong(NOT_ANSWERED);
    private volatile String uid = "";
    private volatile String keyId = "";
    /** The request as received, until the work begins or the call is over. */
    private byte @Nullable [] request;

    private boolean begun;

    PendingCall(MethodCalls<T> calls, ServerCall<byte[], T> call, StreamAccount account, Budget budget) {
        this.calls = calls;
        this.call = call;
        this.account = account;
        this.budget = budget;
    }

    @Override
    public void onMessage(byte[] message) {
        account.messageArrived(message.length);
        if (!keep(message)) {
            Arrays.fill(message, (byte) 0);
            refuse("a call takes one message");
        }
    }

    private synchronized boolean keep(byte[] message) {
        if (isAnswered() || begun || request != null) {
            return false;
        }
        request = message;
        return true;
    }

    @Override
    public void onHalfClose() {
        if (isAnswered()) {
            return;
        }
        if (hasRequest()) {
            account.servingBegins();
            calls.submit(this);
        } else {
            refuse("a call needs a message");
        }
    }

    private synchronized boolean hasRequest() {
        return request != null;
    }

    /** The client left. Work that has begun goes on, and its end is reported. */
    @Override
    public void onCancel() {
        if (!hasBegun()) {
            settle(Status.CANCELLED, "cancelled", keyId, () -> {});
        }
    }

    private synchronized boolean hasBegun() {
        return begun;
    }

    /** The request, for the code that does the work and wipes it; null when it is too late. */
    synchronized byte @Nullable [] begin() {
        byte @Nullable [] mine = request;
        request = null;
        begun = mine != null;
        return mine;
    }

    Budget budget() {
        return budget;
    }

    /** Notes the request's uid and key_id for the report. */
    void concerns(String requestUid, String requestedKeyId) {
        uid = requestUid;
        keyId = requestedKeyId;
    }

    @Override
    public Object peer() {
        return account.connection().peer().user();
    }

    @Override
    public boolean isAnswered() {
        return answeredNanos.get() != NOT_ANSWERED;
    }

    void answer(Outcome<MethodReply<T>> outcome) {
        // Not a switch: on the path of every call, its run-time linkage would cost more than its work.
        if (outcome instanceof Outcome.Ok<MethodReply<T>> ok) {
            succeed(ok.value());
        } else if (outcome instanceof Outcome.Failed<MethodReply<T>> failed) {
            fail(failed.failure());
        }
    }

    private void succeed(MethodReply<T> reply) {
        try {
            settle(Status.OK, "ok", reply.keyId(), () -> {
                call.sendHeaders(new Metadata());
                // This serialises before it returns, so the bytes may be wiped afterwards.
                call.sendMessage(reply.message());
                call.close(Status.OK, new Metadata());
            });
        } finally {
            reply.wipe().run();
        }
    }

    void fail(Failure failure) {
        end(StatusCodes.of(failure, calls.parts().sentences()), failure.reason());
    }

    /** @param limit which limit was met, for people */
    void reject(String limit) {
        if (!isAnswered()) {
            calls.parts().observer().onRejected(calls.method());
            fail(new Failure.Busy(Duration.ZERO, limit));
        }
    }

    /** @param rule of the contract that the request breaks */
    void refuse(String rule) {
        end(Status.INVALID_ARGUMENT.withDescription(rule), "malformed_request");
    }

    void fail(Throwable bug) {
        String type = bug.getClass().getSimpleName();
        calls.parts().observer().onBug(calls.method(), type, List.of(bug.getStackTrace()));
        end(StatusCodes.ofBug(type), "bug");
    }

    private void end(Status status, String reason) {
        settle(status, reason, keyId, () -> call.close(status, new Metadata()));
    }

    private void settle(Status status, String reason, String ofKey, Runnable send) {
        // Zero means not answered, so a clock reading of zero is raised by one nanosecond.
        if (answeredNanos.compareAndSet(NOT_ANSWERED, Math.max(System.nanoTime(), NOT_ANSWERED + 1))) {
            try {
                send.run();
            } finally {
                dropRequest();
                report(status, reason, ofKey);
            }
        }
    }

    private synchronized void dropRequest() {
        if (request != null) {
            uid = RequestReader.uidOf(request);
            Arrays.fill(request, (byte) 0);
            request = null;
        }
    }

    private void report(Status status, String reason, String ofKey) {
        boolean gone = call.isCancelled();
        calls.parts()
                .observer()
                .onFinished(new FinishedCall(
                        calls.method(),
                        (gone ? Status.CANCELLED : status).getCode().name(),
                        gone ? "cancelled" : reason,
                        Duration.ofNanos(System.nanoTime() - startedNanos),
                        uid,
                        ofKey));
    }

    /**
     * Answers a call whose time is over, and closes the connection of a client that does not read its answer.
     *
     * @return whether the call must be checked again
     */
    boolean lookAfter(Duration unreadTime) {
        if (account.isClosed()) {
            return false;
        }
        long answeredAt = answeredNanos.get();
        if (answeredAt == NOT_ANSWERED) {
            // The work itself keeps to the budget. If it ever does not, as in a native call that hangs, the API server
            // still gets an answer that it can show; the work keeps its place until it returns.
            if (budget.remaining().compareTo(OpenCalls.PERIOD) <= 0) {
                fail(new Failure.Timeout());
            }
        } else if (System.nanoTime() - answeredAt > unreadTime.toNanos()) {
            account.connection().close(ConnectionLimit.UNREAD);
            return false;
        }
        return true;
    }
}
