package dev.baokms.transit.http;

import dev.baokms.core.failure.Failure;

/** What became of one request to one address. */
public sealed interface Attempt {
    /** @param response to be wiped by its reader */
    record Answered(BoundedResponse response) implements Attempt {}

    /**
     * No whole response came.
     *
     * @param failure what that means if no other address does better
     * @param addressAtFault whether the address is to be tried last from now on; not so when the caller was interrupted
     * @param retryHere whether asking the same address again may help
     */
    record NoAnswer(Failure failure, boolean addressAtFault, boolean retryHere) implements Attempt {}
}
