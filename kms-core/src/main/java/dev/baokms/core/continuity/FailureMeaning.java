package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure;

/** What a failure means for what is held. */
final class FailureMeaning {
    private FailureMeaning() {}

    /** Whether the key's server was not reached, which is not a no. */
    static boolean isOutage(Failure failure) {
        return failure instanceof Failure.Unreachable || failure instanceof Failure.Timeout;
    }

    /** Whether it is an answer after which nothing held may be used. There is no default branch on purpose. */
    static boolean isNo(Failure failure) {
        return switch (failure) {
            case Failure.Denied denied -> true;
            case Failure.LoginFailed login -> login.refused();
            // Operators seal to stop everything at once, and the owner of a namespace can do the same.
            case Failure.Sealed sealed -> true;
            case Failure.UnsafeKey unsafe -> true;
            case Failure.RetiredKey retired -> true;
            case Failure.VerifyFailed verify -> true;
            case Failure.Unreachable unreachable -> false;
            case Failure.Timeout timeout -> false;
            case Failure.Busy busy -> false;
            case Failure.NotReady notReady -> false;
            // These are about a caller's request.
            case Failure.NotAuthentic altered -> false;
            case Failure.Malformed malformed -> false;
            case Failure.Mismatch mismatch -> false;
            case Failure.UnknownKey unknown -> false;
        };
    }
}
