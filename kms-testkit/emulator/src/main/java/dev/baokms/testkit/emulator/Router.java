package dev.baokms.testkit.emulator;

import dev.baokms.testkit.emulator.Route.AclOperation;
import dev.baokms.testkit.emulator.Route.Handler;
import dev.baokms.testkit.emulator.ServerState.Mount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request below {@code /v1/} through the server's checks, in the server's order, to the handler of its path.
 */
final class Router {
    private static final List<Route> TRANSIT =
            Stream.of(KeyRoutes.all(), CryptoRoutes.all()).flatMap(List::stream).toList();
    private static final List<Route> JWT = JwtRoutes.all();
    private static final List<Route> CERT = CertRoutes.all();
    private static final List<Route> TOKEN = TokenRoutes.all();
    private static final List<Route> SYSTEM = SystemRoutes.all();

    private final Store store;
    private final Standing standing;

    /** What the router needs to know about its node. */
    interface Standing {
        boolean sealed();

        /** Where this node sends writes, if it does not lead. */
        Optional<Forwarding> forwarding();
    }

    /**
     * How a standby reaches its leader.
     *
     * @param leader the leader's address
     * @param reachable whether the leader is there
     */
    record Forwarding(String leader, boolean reachable) {}

    Router(Store store, Standing standing) {
        this.store = store;
        this.standing = standing;
    }

    /** The backend that a path belongs to, and the path within it. */
    private record Target(String mount, String path, List<Route> routes) {
        Target(String mount, String path, Mount mounted) {
            this(
                    mount,
                    path,
                    switch (mounted) {
                        case ServerState.TransitMount transit -> TRANSIT;
                        case ServerState.JwtMount jwt -> JWT;
                        case ServerState.CertMount cert -> CERT;
                    });
        }

        Optional<Found> find() {
            return routes.stream()
                    .flatMap(route -> route.match(path).map(captures -> new Found(route, captures)).stream())
                    .findFirst();
        }
    }

    private record Found(Route route, Map<String, String> captures) {}

    /** The label for counting a request: the method and the path without the names of keys and roles. */
    String label(String method, String path) {
        return method + " "
                + target(path, store.now())
                        .flatMap(t -> t.find().map(found -> t.mount + "/" + found.route.label()))
                        .orElse(path);
    }

    /** @param path decoded, without {@code /v1/} */
    Response answer(Request request, String path, ServerState view) {
        try {
            return answerOrRefuse(request, path, view);
        } catch (Refusal e) {
            return e.response();
        }
    }

    private Response answerOrRefuse(Request request, String path, ServerState view) {
        AclOperation operation = operation(request);
        Map<String, @Nullable Object> values = values(request, operation);
        String token = token(request);
        requireSound(request, path, operation, token);
        boolean listing = operation == AclOperation.LIST;
        Optional<Target> target = target(listing && !path.endsWith("/") ? path + "/" : path, view);
        Optional<Found> found = target.flatMap(Target::find);
        boolean login = found.map(f -> f.route.isLogin()).orElse(false);
        var fields = new RequestParameters(values, found.map(Found::captures).orElse(Map.of()));
        boolean creates = operation == AclOperation.UPDATE && creates(target, found, view);
        Optional<StoredToken> caller =
                login ? Optional.empty() : Optional.of(authorized(token, path, operation, creates, fields, view));
        Target at = target.orElseThrow(() -> Refusal.notHere(path));
        Route route = found.orElseThrow(() -> Refusal.wrapped(404, "unsupported path")).route;
        Handler handler = route.handler(operation);
        if (handler == null) {
            throw login ? Refusal.of(405, "unsupported operation") : Refusal.wrapped(405, "unsupported operation");
        }
        if (creates || route.writes(operation)) {
            standing.forwarding().ifPresent(leader -> requireForwardable(request, leader));
        }
        return handler.answer(
                new RoutedRequest(request, store, view, at.mount, fields, route.fields(), caller, creates));
    }

    /** Refuses what the server refuses before it checks token and policy. */
    private void requireSound(Request request, String path, AclOperation operation, String token) {
        String namespace = request.header("X-Vault-Namespace").replaceAll("^/+|/+$", "");
        if (!namespace.isEmpty() && !namespace.equals("root")) {
            throw Refusal.of(404, "namespace not found");
        }
        if (standing.sealed()) {
            throw Refusal.of(503, "Vault is sealed");
        }
        if (operation == AclOperation.UPDATE && path.endsWith("/")) {
            throw Refusal.of(400, "cannot write to a path ending in '/'");
        }
        if (List.of(path.split("/", -1)).contains("..")) {
            throw Refusal.of(400, "relative paths not supported");
        }
        // Batch tokens are decoded before the server checks whether the path needs a token.
        if (token.startsWith("b.") && !token.matches("b\\.([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2,3})?")) {
            throw Refusal.of(500, "error performing token check: illegal base64 data");
        }
        // Ignoring these headers would answer a different request.
        for (String header : List.of("X-Vault-Wrap-TTL", "X-Vault-Inline-Auth-Path")) {
            if (!request.header(header).isEmpty()) {
                throw Refusal.notHere(header);
            }
        }
    }

    private static boolean creates(Optional<Target> target, Optional<Found> found, ServerState view) {
        return found.filter(f -> f.route.template().equals("encrypt/:name")).isPresent()
                && target.flatMap(t -> view.mount(t.mount, ServerState.TransitMount.class))
                        .filter(mount ->
                                mount.keys().containsKey(found.get().captures.get("name")))
                        .isEmpty();
    }

    private static void requireForwardable(Request request, Forwarding leader) {
        if (!leader.reachable()
                || !request.header("X-Vault-No-Request-Forwarding").isEmpty()) {
            throw Refusal.with(redirect(leader.leader() + request.target()));
        }
    }

    /** A standby's redirect: without body and content type. */
    static Response redirect(String location) {
        return Response.json(307, "").withoutHeader("Content-Type").header("Location", location);
    }

    private static AclOperation operation(Request request) {
        return switch (request.method()) {
            case "GET" -> listFlag(request.query().getOrDefault("list", "")) ? AclOperation.LIST : AclOperation.READ;
            case "LIST" -> AclOperation.LIST;
            case "POST", "PUT" -> AclOperation.UPDATE;
            case "DELETE" -> AclOperation.DELETE;
            case "PATCH" -> mergePatch(request);
            case "OPTIONS" -> throw Refusal.of(400, "cannot handle internal-only request operation");
            default -> throw Refusal.with(Response.errors(405));
        };
    }

    private static boolean listFlag(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "True", "TRUE" -> true;
            case "", "0", "f", "F", "false", "False", "FALSE" -> false;
            default -> throw Refusal.with(Response.errors(400));
        };
    }

    private static AclOperation mergePatch(Request request) {
        String type = request.header("Content-Type");
        if (!type.startsWith("application/merge-patch+json")) {
            throw Refusal.of(415, "PATCH requires Content-Type of application/merge-patch+json, provided " + type);
        }
        return AclOperation.PATCH;
    }

    private static Map<String, @Nullable Object> values(Request request, AclOperation operation) {
        if (operation == AclOperation.UPDATE || operation == AclOperation.PATCH) {
            String body = request.body();
            boolean form = request.header("Content-Type").startsWith("application/x-www-form-urlencoded")
                    && !body.startsWith("{")
                    && !body.startsWith("[");
            return form ? new LinkedHashMap<>(request.form()) : GoJson.readObject(body);
        }
        Map<String, @Nullable Object> query = new LinkedHashMap<>(request.query());
        query.remove("list");
        return query;
    }

    private static String token(Request request) {
        String token = request.header("X-Vault-Token");
        String bearer = request.header("Authorization");
        return token.isEmpty() && bearer.startsWith("Bearer ")
                ? bearer.substring("Bearer ".length()).strip()
                : token;
    }

    private StoredToken authorized(
            String id,
            String path,
            AclOperation operation,
            boolean creates,
            RequestParameters fields,
            ServerState view) {
        StoredToken token = store.tokens()
                .find(id)
                .flatMap(store.tokens()::use)
                .orElseThrow(() -> Refusal.of(403, "permission denied"));
        EffectivePolicy rights = EffectivePolicy.of(token, view);
        String capability = creates ? "create" : operation.capability();
        boolean allowed = rights.allow(path, capability, fields::has)
                || (operation == AclOperation.LIST && rights.allow(path + "/", capability, fields::has));
        // A real server guards auth mounts twice.
        boolean guarded = path.startsWith("sys/auth/");
        if (!allowed || (guarded && !rights.allow(path, "sudo", fields::has))) {
            throw Refusal.wrapped(403, "permission denied");
        }
        return token;
    }

    private static Optional<Target> target(String path, ServerState state) {
        if (path.startsWith("sys/")) {
            return Optional.of(new Target(SystemRoutes.MOUNT, path.substring(4), SYSTEM));
        }
        if (path.startsWith(TokenRoutes.MOUNT + "/")) {
            return Optional.of(new Target(TokenRoutes.MOUNT, path.substring(TokenRoutes.MOUNT.length() + 1), TOKEN));
        }
        return state.mounts().entrySet().stream()
                .filter(one -> (path + "/").startsWith(one.getKey() + "/"))
                .findFirst()
                .map(one -> new Target(
                        one.getKey(),
                        path.substring(Math.min(one.getKey().length() + 1, path.length())),
                        one.getValue()));
    }
}
