package dev.baokms.operator.rotate;

import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has the cluster write the objects again with a StorageVersionMigration, which kube-controller-manager carries out.
 */
final class ControllerMigration {
    private static final String GROUP = "storagemigration.k8s.io";
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int EXISTS = 409;

    /** An enabled controller begins within seconds. */
    private static final Duration BEGINS = Duration.ofMinutes(5);

    private static final Duration EACH = Duration.ofSeconds(5);

    private final PatientApi api;
    private final RotationTime time;
    private final Consumer<String> told;

    ControllerMigration(PatientApi api, RotationTime time, Consumer<String> told) {
        this.api = api;
        this.time = time;
        this.told = told;
    }

    /** Returns the served version of the API; empty when the cluster serves no version that this program knows. */
    Optional<String> served() throws IOException, InterruptedException {
        for (String version : VERSIONS) {
            Reply reply = api.ask(Question.get("/apis/" + GROUP + "/" + version));
            if (reply.status() == OK && reply.body().contains("\"storageversionmigrations\"")) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /**
     * Creates the migration unless it exists, and waits for its end.
     *
     * @param name the name of the migration, one for each resource and rotation, so that a second request has no effect
     * @return why some objects were not written, and what to do; empty when all were written
     */
    Optional<String> migrate(FoundResource resource, String version, String name)
            throws IOException, InterruptedException {
        String path = "/apis/" + GROUP + "/" + version + "/storageversionmigrations";
        Reply made = api.ask(Question.post(path, object(resource, version, name)));
        if (made.status() != CREATED && made.status() != EXISTS) {
            return Optional.of(
                    ClusterTexts.byPatches(PatientApi.refusal(made.status(), ClusterTexts.CREATE_MIGRATION)));
        }
        told.accept(ClusterTexts.waitingForMigration(resource.name(), name));
        Instant late = time.instant().plus(BEGINS);
        while (true) {
            Reply reply = api.ask(Question.get(path + "/" + name));
            if (reply.status() != OK) {
                return Optional.of(
                        ClusterTexts.byPatches(PatientApi.refusal(reply.status(), ClusterTexts.GET_MIGRATION)));
            }
            Map<String, String> conditions = conditions(reply.body());
            if (conditions.containsKey("Succeeded")) {
                return Optional.empty();
            }
            String failed = conditions.get("Failed");
            if (failed != null) {
                return Optional.of(ClusterTexts.migrationFailed(name, failed));
            }
            if (conditions.isEmpty() && time.instant().isAfter(late)) {
                return Optional.of(ClusterTexts.migrationNotBegun(name, BEGINS));
            }
            time.pause(EACH);
        }
    }

    private static String object(FoundResource resource, String version, String name) {
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", GROUP + "/" + version);
        object.put("kind", "StorageVersionMigration");
        object.put("metadata", Map.of("name", name));
        var what = new LinkedHashMap<String, Object>();
        what.put("group", resource.resource().group());
        what.put("resource", resource.resource().resource());
        object.put("spec", Map.of("resource", what));
        return Json.of(object);
    }

    /** Returns the conditions that are true, with their messages. */
    private static Map<String, String> conditions(String body) throws IOException {
        var found = new LinkedHashMap<String, String>();
        if (Json.tree(body) instanceof Map<?, ?> object
                && object.get("status") instanceof Map<?, ?> status
                && status.get("conditions") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> condition && "True".equals(condition.get("status"))) {
                    found.put(
                            String.valueOf(condition.get("type")),
                            Optional.ofNullable(condition.get("message"))
                                    .orElse(ClusterTexts.NO_REASON_GIVEN)
                                    .toString());
                }
            }
        }
        return found;
    }
}
