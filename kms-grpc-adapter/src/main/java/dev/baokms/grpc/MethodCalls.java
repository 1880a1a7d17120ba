package dev.baokms.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.baokms.grpc.CallObserver.Method;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves the calls of one method. Its two subclasses decide where and when the work of a call is done.
 *
 * @param <T> the response
 */
abstract sealed class MethodCalls<T> implements ServerCallHandler<byte[], T> permits ImmediateCalls, QueuedCalls {
    /** One message, and one more to detect that there are too many. */
    private static final int MESSAGES_READ = 2;

    private final Method method;
    private final MethodWork<T> work;
    private final ServerParts parts;

    MethodCalls(Method method, MethodWork<T> work, ServerParts parts) {
        this.method = method;
        this.work = work;
        this.parts = parts;
    }

    final Method method() {
        return method;
    }

    final ServerParts parts() {
        return parts;
    }

    @Override
    public final ServerCall.Listener<byte[]> startCall(ServerCall<byte[], T> call, Metadata headers) {
        Context context = Context.current();
        StreamAccount account = Objects.requireNonNull(StreamAccount.OF_CALL.get(context), "a call has an account");
        var pending = new PendingCall<T>(this, call, account, CallBudget.of(context, parts.callTimeout()));
        parts.observer().onStarted(method);
        if (account.isAdmitted()) {
            account.belongsTo(pending);
            parts.openCalls().add(pending);
            call.request(MESSAGES_READ);
        } else {
            pending.reject("this client has too many calls open; ask again in a second");
        }
        return pending;
    }

    /** The request is complete. On the I/O thread. */
    abstract void submit(PendingCall<T> call);

    /** Does the work of a call and answers it in every case. */
    final void serve(PendingCall<T> call) {
        byte @Nullable [] request = call.begin();
        if (request == null) {
            return;
        }
        try {
            call.answer(work.answer(request, call, call.budget()));
        } catch (InvalidProtocolBufferException e) {
            call.refuse("the message is not one of the contract");
        } catch (Throwable bug) { // Errors, too: the server outlives a failed call, unless the process is in doubt.
            call.fail(bug);
            parts.thrown().inspect(bug);
        } finally {
            Arrays.fill(request, (byte) 0);
        }
    }
}
