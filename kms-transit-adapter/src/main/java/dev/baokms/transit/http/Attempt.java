package dev.baokms.transit.http;

import dev.baokms.core.failure.Failure;

/** The result of one request to one address. */
public sealed interface Attempt {
    /** @param response to be wiped by its reader */
    record Answered(BoundedResponse response) implements Attempt {}

    /**
     * No whole response came.
     *
     * @param failure the failure to report if no other address does better
     * @param addressAtFault whether to try the address last from now on; false when the caller was interrupted
     * @param retryHere whether another request to the same address may help
     */
    record NoAnswer(Failure failure, boolean addressAtFault, boolean retryHere) implements Attempt {}
}
