package dev.baokms.core.port;

import java.util.Optional;

/**
 * Why a port is called, for which request, and how long the call may take.
 *
 * @param cause why, for the count of upstream requests
 * @param budget how long
 * @param uid the API server's request, if there is one
 */
public record Call(Cause cause, Budget budget, Optional<RequestUid> uid) {
    /** Why a request is made. */
    public enum Cause {
        SERVE,
        VERIFY,
        PROBE,
        DISCOVERY,
        /** Unwraps seeds that are likely to be asked for after a restart. */
        PREFETCH,
        /** Prepares what an outage will be answered with. */
        CONTINUITY
    }

    public static Call of(Cause cause, Budget budget) {
        return new Call(cause, budget, Optional.empty());
    }

    public Call because(Cause other) {
        return new Call(other, budget, uid);
    }
}
