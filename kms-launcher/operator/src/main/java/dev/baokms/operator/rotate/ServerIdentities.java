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
 * Which API servers a cluster has: each renews a lease of its own (Kubernetes 1.26 and later). Behind one address there may be several,
 * and the metrics of one say nothing of the others.
 */
final class ServerIdentities {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"
            + "?labelSelector=apiserver.kubernetes.io%2Fidentity%3Dkube-apiserver";
    /** A lease is renewed each ten seconds, and stays for an hour when its owner is gone. */
    private static final Duration RENEWED = Duration.ofMinutes(2);

    private static final int OK = 200;

    private final KubernetesApi api;

    ServerIdentities(KubernetesApi api) {
        this.api = api;
    }

    /** None when the cluster does not tell: then it is the operator's word that all were named. */
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
