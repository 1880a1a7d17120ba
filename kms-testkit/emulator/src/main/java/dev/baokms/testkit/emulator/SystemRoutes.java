package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.DELETE;
import static dev.baokms.testkit.emulator.Route.Operation.LIST;
import static dev.baokms.testkit.emulator.Route.Operation.READ;
import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The paths below {@code sys} that need a token: mounts, auth mounts, policies, the caller's own capabilities. */
final class SystemRoutes {
    static final String MOUNT = "sys";

    private SystemRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("mounts").local(READ, SystemRoutes::mounts).build(),
                Route.at("mounts/:path")
                        .fields("type", "description", "config", "options", "local", "seal_wrap")
                        .write(UPDATE, SystemRoutes::mount)
                        .write(DELETE, SystemRoutes::unmount)
                        .build(),
                Route.at("auth").local(READ, SystemRoutes::logins).build(),
                Route.at("auth/:path")
                        .fields("type", "description", "config", "options", "local", "seal_wrap")
                        .write(UPDATE, SystemRoutes::enable)
                        .write(DELETE, SystemRoutes::disable)
                        .build(),
                Route.at("policies/acl/")
                        .fields("after", "limit")
                        .local(LIST, SystemRoutes::policies)
                        .build(),
                Route.at("policies/acl/:name")
                        .fields("policy")
                        .local(READ, SystemRoutes::readPolicy)
                        .write(UPDATE, SystemRoutes::writePolicy)
                        .write(DELETE, SystemRoutes::deletePolicy)
                        .build(),
                Route.at("capabilities-self")
                        .fields("paths", "path", "token")
                        .local(UPDATE, SystemRoutes::capabilities)
                        .build());
    }

    private static Response mounts(RoutedRequest call) {
        NavigableMap<String, Object> out = new TreeMap<>();
        call.view().transits().forEach((path, mount) -> out.put(path + "/", described("transit", mount.accessor())));
        return Response.repeated(out, call.warnings());
    }

    private static Response logins(RoutedRequest call) {
        NavigableMap<String, Object> out = new TreeMap<>(Map.of("token/", described("token", "auth_token_00000000")));
        call.view()
                .logins()
                .forEach((path, mount) ->
                        out.put(path.substring("auth/".length()) + "/", described("jwt", mount.accessor())));
        call.view()
                .certificates()
                .forEach((path, mount) ->
                        out.put(path.substring("auth/".length()) + "/", described("cert", mount.accessor())));
        return Response.repeated(out, call.warnings());
    }

    private static Map<String, Object> described(String type, String accessor) {
        return new TreeMap<>(Map.of("type", type, "accessor", accessor, "description", "", "local", false));
    }

    private static Response mount(RoutedRequest call) {
        String path = path(call);
        requireType(call, "transit");
        var fresh = new State.Transit("transit_" + accessor(), false, new TreeMap<>());
        call.store().change(state -> {
            requireFree(path, state.transits());
            return state.withTransit(path, fresh);
        });
        return Response.noContent();
    }

    private static Response unmount(RoutedRequest call) {
        call.store().change(state -> state.withoutTransit(path(call)));
        return Response.noContent();
    }

    private static Response enable(RoutedRequest call) {
        String path = "auth/" + path(call);
        requireType(call, "jwt", "cert");
        boolean jwt = call.fields().text("type").equals("jwt");
        var fresh = new State.Jwt("auth_jwt_" + accessor(), null, new TreeMap<>());
        var freshCert = new State.Cert("auth_cert_" + accessor(), new TreeMap<>());
        call.store().change(state -> {
            requireFree(path, state.logins());
            requireFree(path, state.certificates());
            return jwt ? state.withLogin(path, fresh) : state.withCertificates(path, freshCert);
        });
        return Response.noContent();
    }

    private static Response disable(RoutedRequest call) {
        call.store().change(state -> state.withoutLogin("auth/" + path(call)));
        return Response.noContent();
    }

    private static void requireType(RoutedRequest call, String... known) {
        String type = call.fields().text("type");
        if (type.isEmpty()) {
            throw Refusal.of(400, "backend type must be specified as a string");
        }
        if (!List.of(known).contains(type)) {
            throw Refusal.of(400, "plugin not found in the catalog: " + type);
        }
    }

    private static void requireFree(String path, NavigableMap<String, ?> mounted) {
        mounted.keySet().stream()
                .filter(other -> (path + "/").startsWith(other + "/") || (other + "/").startsWith(path + "/"))
                .findFirst()
                .ifPresent(other -> {
                    throw Refusal.of(
                            400,
                            "path is already in use at " + (other.startsWith("auth/") ? other.substring(5) : other)
                                    + "/");
                });
    }

    private static Response policies(RoutedRequest call) {
        List<String> names = new ArrayList<>(call.view().policies().keySet());
        names.add("root");
        names.sort(null);
        return call.names(names);
    }

    private static Response readPolicy(RoutedRequest call) {
        Optional<AclPolicy> found =
                Optional.ofNullable(call.view().policies().get(call.fields().text("name")));
        return found.map(policy -> call.ok(new TreeMap<>(Map.of("name", policy.name(), "policy", policy.text()))))
                .orElseGet(() -> Response.errors(404));
    }

    private static Response writePolicy(RoutedRequest call) {
        String name = call.fields().text("name");
        String text = call.fields().text("policy");
        if (name.equals("root")) {
            throw Refusal.of(400, "cannot update \"root\" policy");
        }
        if (text.isEmpty()) {
            throw Refusal.of(400, "'policy' parameter not supplied or empty");
        }
        AclPolicy policy = AclPolicy.of(name, text);
        call.store().change(state -> state.withPolicy(policy));
        return Response.noContent();
    }

    private static Response deletePolicy(RoutedRequest call) {
        String name = call.fields().text("name");
        if (name.equals("root") || name.equals("default")) {
            throw Refusal.of(400, "cannot delete " + name + " policy");
        }
        call.store().change(state -> state.withoutPolicy(name));
        return Response.noContent();
    }

    private static Response capabilities(RoutedRequest call) {
        List<String> paths = new ArrayList<>(call.fields().texts("paths"));
        if (paths.isEmpty()) {
            paths.addAll(call.fields().texts("path"));
        }
        if (paths.isEmpty()) {
            throw Refusal.of(400, "paths must be supplied");
        }
        TokenRights rights = TokenRights.of(call.caller(), call.view());
        Map<String, Object> out = new LinkedHashMap<>();
        paths.forEach(path -> out.put(path, rights.shown(path)));
        if (paths.size() == 1) {
            out.put("capabilities", rights.shown(paths.getFirst()));
        }
        return Response.repeated(out, call.warnings());
    }

    private static String path(RoutedRequest call) {
        return call.fields().text("path").replaceAll("/+$", "");
    }

    private static String accessor() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
