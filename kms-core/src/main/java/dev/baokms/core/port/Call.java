package dev.baokms.core.port;

import java.util.Optional;

/**
 * Why a port is asked, for which request, and how long it may take.
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
        /** Seeds that a restart makes likely to be asked for. */
        PREFETCH,
        /** What an outage will be answered with. */
        CONTINUITY
    }

    public static Call of(Cause cause, Budget budget) {
        return new Call(cause, budget, Optional.empty());
    }

    public Call because(Cause other) {
        return new Call(other, budget, uid);
    }
}
