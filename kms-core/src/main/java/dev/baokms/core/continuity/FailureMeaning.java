package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure;

/** What a failure means for what is held. */
final class FailureMeaning {
    private FailureMeaning() {}

    /** Whether the key's server was not reached, which is not a no. */
    static boolean isOutage(Failure failure) {
        return failure instanceof Failure.Unreachable || failure instanceof Failure.Timeout;
    }

    /** Whether it is an answer after which nothing that is held may be used. No default branch on purpose. */
    static boolean isNo(Failure failure) {
        return switch (failure) {
            case Failure.Denied denied -> true;
            case Failure.LoginFailed login -> login.refused();
            // An operator's way to stop everything at once, and what a namespace's owner can do.
            case Failure.Sealed sealed -> true;
            case Failure.UnsafeKey unsafe -> true;
            case Failure.RetiredKey retired -> true;
            case Failure.VerifyFailed verify -> true;
            case Failure.Unreachable unreachable -> false;
            case Failure.Timeout timeout -> false;
            case Failure.Busy busy -> false;
            case Failure.NotReady notReady -> false;
            // What callers sent.
            case Failure.NotAuthentic altered -> false;
            case Failure.Malformed malformed -> false;
            case Failure.Mismatch mismatch -> false;
            case Failure.UnknownKey unknown -> false;
        };
    }
}
