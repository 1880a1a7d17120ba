package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;

/**
 * What one answer, or its absence, means for the call as a whole. Each case but the first carries the failure that stands if
 * nothing better comes.
 *
 * @param <T> what a good answer holds
 */
sealed interface Verdict<T> {
    /** Nothing more to try. */
    record Final<T>(Outcome<T> outcome) implements Verdict<T> {}

    /** This node may not have heard of the last change yet; another may have, or this one in a moment. */
    record Lagging<T>(Failure failure) implements Verdict<T> {}

    /**
     * The token, or what it may do, is the problem.
     *
     * @param policy whether the token is good but its policy says no
     * @param mayBeLag whether a node that has not heard of the key yet would say the same
     */
    record TokenRefused<T>(Failure failure, boolean policy, boolean mayBeLag) implements Verdict<T> {}

    /**
     * Nothing came that OpenBao in good order would say.
     *
     * @param up whether the address itself is in order all the same
     * @param retryHere whether asking the same address again makes sense when there is no other
     */
    record Elsewhere<T>(Failure failure, boolean up, boolean retryHere) implements Verdict<T> {}

    static <T> Verdict<T> refused(Failure failure) {
        return new Final<>(Outcome.failed(failure));
    }

    /** Published reason code of this one request. */
    default String status() {
        return switch (this) {
            case Final<T>(Outcome.Ok<T> ok) -> "ok";
            case Final<T>(Outcome.Failed<T>(Failure failure)) -> failure.reason();
            case Lagging<T>(Failure failure) -> failure.reason();
            case TokenRefused<T>(Failure failure, boolean policy, boolean mayBeLag) -> failure.reason();
            case Elsewhere<T>(Failure failure, boolean up, boolean retryHere) -> failure.reason();
        };
    }
}
