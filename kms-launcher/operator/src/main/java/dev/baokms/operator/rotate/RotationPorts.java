package dev.baokms.operator.rotate;

import java.util.Optional;

/**
 * Everything outside of this process that a rotation has to do with.
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
    /** Only for steps that {@link RotationWish#missing} does not speak against. */
    KubernetesApi requiredApi() {
        return api.orElseThrow(() -> new IllegalStateException("a step without its API servers was begun"));
    }

    InventoryTaker requiredTaker() {
        return taker.orElseThrow(() -> new IllegalStateException("a step without its etcd was begun"));
    }
}
