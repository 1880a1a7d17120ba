package dev.baokms.operator.rotate;

import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the API servers of a cluster by their leases (Kubernetes 1.26 and later). Several API servers may share an
 * address, and the metrics of one say nothing about the others.
 */
final class ServerIdentities {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"
            + "?labelSelector=apiserver.kubernetes.io%2Fidentity%3Dkube-apiserver";
    /** A lease is renewed every ten seconds, and remains for an hour after its owner is gone. */
    private static final Duration RENEWED = Duration.ofMinutes(2);

    private static final int OK = 200;

    private final KubernetesApi api;

    ServerIdentities(KubernetesApi api) {
        this.api = api;
    }

    /**
     * Returns the servers with a fresh lease. Returns none when the cluster does not tell; then the operator must have
     * named them all.
     */
    List<String> alive(Instant now) {
        var alive = new ArrayList<String>();
        try {
            Reply reply = api.ask(Question.get(PATH));
            if (reply.status() == OK
                    && Json.tree(reply.body()) instanceof Map<?, ?> list
                    && list.get("items") instanceof List<?> items) {
                for (Object item : items) {
                    if (item instanceof Map<?, ?> lease
                            && lease.get("metadata") instanceof Map<?, ?> metadata
                            && lease.get("spec") instanceof Map<?, ?> spec
                            && Instant.parse(String.valueOf(spec.get("renewTime")))
                                    .isAfter(now.minus(RENEWED))) {
                        alive.add(String.valueOf(metadata.get("name")));
                    }
                }
            }
        } catch (IOException | DateTimeParseException e) {
            return List.of();
        }
        return alive;
    }
}
