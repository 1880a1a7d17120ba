package dev.baokms.transit.api;

import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import dev.baokms.transit.report.BackendEvent.Cause;
import java.util.Optional;

/**
 * What one call to OpenBao is for, and how long it may take.
 *
 * @param uid the API server's request, if there is one
 */
public record ApiCall(Cause cause, Budget budget, Optional<RequestUid> uid) {
    /** @param budget instead of the caller's */
    public static ApiCall of(Call call, Budget budget) {
        Cause cause = switch (call.cause()) {
            case SERVE -> Cause.SERVE;
            case VERIFY -> Cause.VERIFY;
            case PROBE -> Cause.PROBE;
            case DISCOVERY -> Cause.DISCOVERY;
            case PREFETCH -> Cause.PREFETCH;
            case CONTINUITY -> Cause.CONTINUITY;
        };
        return new ApiCall(cause, budget, call.uid());
    }

    /** A copy for a request that answers several callers, and therefore carries no uid. */
    public ApiCall ofMany() {
        return new ApiCall(cause, budget, Optional.empty());
    }

    /** A call that is made for the token and not for a caller. */
    public static ApiCall ownedBy(Cause cause, Budget budget) {
        return new ApiCall(cause, budget, Optional.empty());
    }
}
