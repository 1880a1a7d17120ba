package dev.baokms.operator.rotate;

import static java.util.Objects.requireNonNull;

import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few paths of an API server that a migration asks, with Secrets that know which version of the key they were written under. */
final class FakeApiServer {
    private static final Pattern OBJECT = Pattern.compile("/api/v1/namespaces/([^/]+)/secrets/([^/]+)");
    private static final Pattern MIGRATION =
            Pattern.compile("/apis/storagemigration.k8s.io/v1/storageversionmigrations/([^/]+)");
    private static final String MIGRATIONS = "/apis/storagemigration.k8s.io/v1/storageversionmigrations";
    private static final Reply NOT_FOUND = reply(404, Map.of("kind", "Status"));

    /** One Secret. */
    static final class Stored {
        final String uid;
        int writtenUnder;
        long version;

        private Stored(String uid, int writtenUnder, long version) {
            this.uid = uid;
            this.writtenUnder = writtenUnder;
            this.version = version;
        }
    }

    final TreeMap<String, Stored> secrets = new TreeMap<>();
    /** What is answered instead, once each. */
    final Deque<Reply> troubles = new ArrayDeque<>();
    /** What was asked, without its query. */
    final List<String> asked = new ArrayList<>();

    final List<String> migrations = new ArrayList<>();
    final List<String> leases = new ArrayList<>();
    /** Conditions that a migration has, in the order in which it is asked for. */
    final Deque<String> conditions = new ArrayDeque<>();

    /** What happens right before a patch, once each. */
    final Deque<Runnable> beforePatch = new ArrayDeque<>();

    /** The one that an admission webhook does not let through. */
    String refuses = "";

    boolean servesMigrations;
    boolean compacts;
    int pageSize = 3;
    private final IntSupplier writeVersion;
    private long revision = 100;

    /** @param writeVersion that the API server writes with now */
    FakeApiServer(IntSupplier writeVersion) {
        this.writeVersion = writeVersion;
    }

    void put(String namespace, String name) {
        secrets.put(
                namespace + "/" + name,
                new Stored("uid-" + namespace + "-" + name, writeVersion.getAsInt(), ++revision));
    }

    Stored stored(String key) {
        return requireNonNull(secrets.get(key), key);
    }

    /** Somebody else writes it. */
    void touch(String key) {
        Stored stored = stored(key);
        stored.version = ++revision;
        stored.writtenUnder = writeVersion.getAsInt();
    }

    Reply ask(Question question) {
        String[] parts = question.path().split("\\?", 2);
        asked.add(question.method() + " " + parts[0]);
        if (!troubles.isEmpty() && (question.method().equals("PATCH") || parts.length > 1)) {
            return troubles.remove();
        }
        Matcher object = OBJECT.matcher(parts[0]);
        if (question.method().equals("PATCH") && object.matches()) {
            return patch(object.group(1) + "/" + object.group(2), question.body());
        }
        return switch (parts[0]) {
            case "/api/v1" -> resources("secrets", "pods");
            case "/apis" -> reply(200, Map.of("groups", List.of()));
            case "/api/v1/secrets" -> list(parts.length > 1 ? parts[1] : "");
            case "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases" ->
                reply(200, Map.of("items", leaseItems()));
            case "/apis/storagemigration.k8s.io/v1" ->
                servesMigrations ? resources("storageversionmigrations") : NOT_FOUND;
            case MIGRATIONS -> create(question.body());
            default -> migration(parts[0]);
        };
    }

    private List<Map<String, Object>> leaseItems() {
        return leases.stream()
                .map(id -> Map.<String, Object>of(
                        "metadata", Map.of("name", id), "spec", Map.of("renewTime", "2100-01-01T00:00:00.000000Z")))
                .toList();
    }

    private static Reply resources(String... names) {
        return reply(
                200,
                Map.of(
                        "resources",
                        List.of(names).stream()
                                .map(name -> Map.of("name", name, "verbs", List.of("create", "list", "patch")))
                                .toList()));
    }

    private Reply create(String body) {
        String name = text(body, "name");
        if (migrations.contains(name)) {
            return reply(409, Map.of("reason", "AlreadyExists"));
        }
        migrations.add(name);
        return reply(201, Map.of());
    }

    private Reply migration(String path) {
        Matcher matcher = MIGRATION.matcher(path);
        if (!matcher.matches() || !migrations.contains(matcher.group(1))) {
            return NOT_FOUND;
        }
        String condition = conditions.isEmpty() ? "Succeeded" : conditions.remove();
        if (condition.equals("Succeeded")) {
            List.copyOf(secrets.keySet()).forEach(this::touch);
        }
        return reply(
                200,
                Map.of(
                        "status",
                        Map.of(
                                "conditions",
                                condition.isEmpty()
                                        ? List.of()
                                        : List.of(
                                                Map.of("type", condition, "status", "True", "message", "so it is")))));
    }

    private Reply patch(String key, String body) {
        if (!beforePatch.isEmpty()) {
            beforePatch.remove().run();
        }
        if (key.equals(refuses)) {
            return reply(422, Map.of("reason", "Invalid"));
        }
        Stored stored = secrets.get(key);
        if (stored == null) {
            return NOT_FOUND;
        }
        if (!text(body, "uid").equals(stored.uid)
                || !text(body, "resourceVersion").equals(Long.toString(stored.version))) {
            return reply(409, Map.of("reason", "Conflict"));
        }
        if (stored.writtenUnder != writeVersion.getAsInt()) {
            touch(key);
        }
        return reply(200, Map.of("metadata", Map.of("resourceVersion", Long.toString(stored.version))));
    }

    private Reply list(String query) {
        Matcher next = Pattern.compile("continue=([^&]*)").matcher(query);
        String from = next.find() ? URLDecoder.decode(next.group(1), StandardCharsets.UTF_8) : "";
        if (compacts && from.startsWith("old:")) {
            return reply(410, Map.of("metadata", Map.of("continue", "new:" + from.substring(4))));
        }
        List<String> keys = from.isEmpty()
                ? List.copyOf(secrets.keySet())
                : List.copyOf(secrets.tailMap(from.substring(4), false).keySet());
        List<String> page = keys.subList(0, Math.min(pageSize, keys.size()));
        var end = new LinkedHashMap<String, Object>();
        if (keys.size() > page.size()) {
            end.put("continue", "old:" + page.getLast());
            end.put("remainingItemCount", keys.size() - page.size());
        }
        return reply(
                200,
                Map.of(
                        "metadata",
                        end,
                        "items",
                        page.stream().map(this::metadata).toList()));
    }

    private Map<String, Object> metadata(String key) {
        Stored stored = stored(key);
        String[] names = key.split("/", 2);
        return Map.of(
                "metadata",
                Map.of(
                        "namespace",
                        names[0],
                        "name",
                        names[1],
                        "uid",
                        stored.uid,
                        "resourceVersion",
                        Long.toString(stored.version),
                        "managedFields",
                        List.of(Map.of("manager", "kubectl"))));
    }

    private static String text(String body, String member) {
        try {
            if (Json.tree(body) instanceof Map<?, ?> object && object.get("metadata") instanceof Map<?, ?> metadata) {
                return String.valueOf(metadata.get(member));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "";
    }

    static Reply reply(int status, Map<String, ?> body) {
        return new Reply(status, Json.of(body), Duration.ZERO);
    }
}
