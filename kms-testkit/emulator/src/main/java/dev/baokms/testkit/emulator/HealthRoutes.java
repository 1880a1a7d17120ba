package dev.baokms.testkit.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The three paths that answer without a token and while sealed: {@code sys/health}, {@code sys/seal-status}, {@code sys/leader}. */
final class HealthRoutes {
    private static final String VERSION = "2.6.2";

    private final Store store;
    private final Router.Standing standing;
    private final BooleanSupplier cluster;

    /** @param cluster whether there is more than one node */
    HealthRoutes(Store store, Router.Standing standing, BooleanSupplier cluster) {
        this.store = store;
        this.standing = standing;
        this.cluster = cluster;
    }

    Response health(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.errors(405);
        }
        if (request.headers().contains("X-Vault-Namespace")) {
            return Response.errors(400, "operation unavailable in namespaces");
        }
        boolean sealed = standing.sealed();
        boolean standby = sealed || standing.forwarding().isPresent();
        Map<String, String> query = request.query();
        int status;
        try {
            int active = code(query, "activecode", 200);
            int waiting = query.containsKey("standbyok") ? active : code(query, "standbycode", 429);
            int closed = code(query, "sealedcode", 503);
            status = sealed ? closed : standby ? waiting : active;
        } catch (NumberFormatException e) {
            return Response.errors(400);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("initialized", true);
        body.put("sealed", sealed);
        body.put("standby", standby);
        body.put("replication_performance_mode", sealed ? "unknown" : cluster.getAsBoolean() ? "primary" : "disabled");
        body.put("replication_dr_mode", sealed ? "unknown" : "disabled");
        body.put("server_time_utc", store.instant().getEpochSecond());
        body.put("version", VERSION);
        return Response.json(status, GoJson.of(withCluster(body)) + "\n");
    }

    private static int code(Map<String, String> query, String name, int usual) {
        return query.containsKey(name) ? Integer.parseInt(query.getOrDefault(name, "")) : usual;
    }

    Response sealStatus(Request request) {
        if (!request.method().equals("GET")) {
            return Response.errors(405);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "shamir");
        body.put("initialized", true);
        body.put("sealed", standing.sealed());
        body.put("t", 1);
        body.put("n", 1);
        body.put("progress", 0);
        body.put("nonce", "");
        body.put("recovery_seal", false);
        body.put("version", VERSION);
        body.put("commit_date", "");
        body.put("migration", false);
        withCluster(body).put("storage_type", cluster.getAsBoolean() ? "raft" : "inmem");
        return Response.json(200, GoJson.of(body) + "\n");
    }

    Response leader(Request request, String own) {
        if (!request.method().equals("GET")) {
            return Response.errors(405);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ha_enabled", cluster.getAsBoolean());
        if (cluster.getAsBoolean()) {
            String address =
                    standing.forwarding().map(Router.Forwarding::leader).orElse(own);
            if (address.equals(own)) {
                body.put("is_self", true);
            }
            body.put("leader_address", address);
            body.put("leader_cluster_address", address);
        }
        return Response.json(200, GoJson.of(body) + "\n");
    }

    private Map<String, Object> withCluster(Map<String, Object> body) {
        if (!standing.sealed()) {
            body.put("cluster_name", "vault-cluster-" + store.clusterId().substring(0, 8));
            body.put("cluster_id", store.clusterId());
        }
        return body;
    }
}
