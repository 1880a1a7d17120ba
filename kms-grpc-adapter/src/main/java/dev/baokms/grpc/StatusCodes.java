package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.function.Function;

/**
 * The one table from failures to gRPC status codes. The API server uses the code only as a metric label, which people
 * read. The description ends up in HTTP 500 bodies, so it is only the fixed sentence for the failure.
 */
final class StatusCodes {
    private StatusCodes() {}

    static Status of(Failure failure, Function<Failure, String> sentences) {
        return codeFor(failure).toStatus().withDescription(sentences.apply(failure));
    }

    /** The type's name tells an operator what to report; a message could reveal anything to an API client. */
    static Status ofBug(String type) {
        return Status.INTERNAL.withDescription("unexpected " + type + "; this is a bug, see the log of the provider");
    }

    // No default branch on purpose: a new failure must stop this from compiling.
    private static Code codeFor(Failure failure) {
        return switch (failure) {
            case Failure.Malformed f -> Code.INVALID_ARGUMENT;
            case Failure.Mismatch f -> Code.INVALID_ARGUMENT;
            case Failure.NotAuthentic f -> Code.INVALID_ARGUMENT;
            case Failure.UnknownKey f -> Code.NOT_FOUND;
            case Failure.RetiredKey f -> Code.NOT_FOUND;
            case Failure.Denied f -> Code.PERMISSION_DENIED;
            case Failure.LoginFailed f -> Code.UNAVAILABLE;
            case Failure.Unreachable f -> Code.UNAVAILABLE;
            case Failure.Sealed f -> Code.UNAVAILABLE;
            case Failure.NotReady f -> Code.UNAVAILABLE;
            case Failure.Busy f -> Code.RESOURCE_EXHAUSTED;
            case Failure.Timeout f -> Code.DEADLINE_EXCEEDED;
            case Failure.UnsafeKey f -> Code.FAILED_PRECONDITION;
            case Failure.VerifyFailed f -> Code.INTERNAL;
        };
    }
}
