package dev.baokms.operator.rotate;

import java.util.Optional;

/**
 * The interfaces of a rotation to everything outside this process.
 *
 * @param api empty when no API server was named
 * @param taker empty when no etcd was named
 */
public record RotationPorts(
        KeyOffice office,
        DaemonPages daemons,
        Optional<KubernetesApi> api,
        Optional<InventoryTaker> taker,
        OwnNode own) {
    /** Returns the API servers. Only for steps that {@link RotationWish#missing} does not exclude. */
    KubernetesApi requiredApi() {
        return api.orElseThrow(() -> new IllegalStateException("a step without its API servers was begun"));
    }

    InventoryTaker requiredTaker() {
        return taker.orElseThrow(() -> new IllegalStateException("a step without its etcd was begun"));
    }
}
