package dev.baokms.core.port;

import java.util.Optional;

/**
 * In whose name, and for how long, OpenBao is asked.
 *
 * @param cause why, for the count of upstream requests
 * @param budget how long
 * @param uid the API server's request id, if there is one; opaque, never used as a key
 */
public record Call(Cause cause, Budget budget, Optional<String> uid) {
    /** Why a request is made. */
    public enum Cause {
        SERVE,
        VERIFY,
        PROBE,
        LOGIN,
        RENEW,
        DISCOVERY
    }

    public static Call of(Cause cause, Budget budget) {
        return new Call(cause, budget, Optional.empty());
    }

    public Call because(Cause other) {
        return new Call(other, budget, uid);
    }
}
