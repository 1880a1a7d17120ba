package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.DELETE;
import static dev.baokms.testkit.emulator.Route.AclOperation.READ;
import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The paths below {@code sys} that need a token: mounts, auth mounts, policies, the caller's own capabilities. */
final class SystemRoutes {
    static final String MOUNT = "sys";

    private static final String LOGINS = "auth/";

    private SystemRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("mounts").local(READ, call -> mounts(call, "")),
                Route.at("mounts/:path")
                        .write(UPDATE, call -> mount(call, ""))
                        .write(DELETE, call -> unmount(call, "")),
                Route.at("auth").local(READ, call -> mounts(call, LOGINS)),
                Route.at("auth/:path")
                        .write(UPDATE, call -> mount(call, LOGINS))
                        .write(DELETE, call -> unmount(call, LOGINS)),
                Route.at("policies/acl/:name")
                        .write(UPDATE, SystemRoutes::writePolicy)
                        .write(DELETE, SystemRoutes::deletePolicy),
                Route.at("capabilities-self")
                        .fields("paths", "path", "token")
                        .local(UPDATE, SystemRoutes::capabilities));
    }

    /** @param prefix {@code auth/} or empty: each of the two kinds of mounts has its own list */
    private static Response mounts(RoutedRequest call, String prefix) {
        NavigableMap<String, Object> out = new TreeMap<>();
        call.view().mounts().forEach((path, mount) -> {
            if (path.startsWith(LOGINS) == prefix.equals(LOGINS)) {
                String type = switch (mount) {
                    case ServerState.TransitMount transit -> "transit";
                    case ServerState.JwtMount jwt -> "jwt";
                    case ServerState.CertMount cert -> "cert";
                };
                out.put(
                        path.substring(prefix.length()) + "/",
                        new TreeMap<>(Map.of("type", type, "accessor", mount.accessor())));
            }
        });
        return Response.repeated(out, call.warnings());
    }

    private static Response mount(RoutedRequest call, String prefix) {
        String path = path(call);
        String type = call.fields().text("type");
        String accessor = type + "_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        ServerState.Mount fresh = switch (prefix + type) {
            case "transit" -> ServerState.TransitMount.empty(accessor);
            case "auth/jwt" -> ServerState.JwtMount.empty(accessor);
            case "auth/cert" -> ServerState.CertMount.empty(accessor);
            default -> throw Refusal.of(400, "plugin not found in the catalog: " + type);
        };
        call.store().change(state -> {
            String wanted = prefix + path + "/";
            for (String other : state.mounts().keySet()) {
                if (wanted.startsWith(other + "/") || (other + "/").startsWith(wanted)) {
                    throw Refusal.of(400, "path is already in use at " + other.substring(prefix.length()) + "/");
                }
            }
            return state.with(prefix + path, fresh);
        });
        return Response.noContent();
    }

    private static Response unmount(RoutedRequest call, String prefix) {
        call.store().change(state -> state.without(prefix + path(call)));
        return Response.noContent();
    }

    private static Response writePolicy(RoutedRequest call) {
        String text = call.fields().text("policy");
        if (text.isEmpty()) {
            throw Refusal.of(400, "'policy' parameter not supplied or empty");
        }
        AclPolicy policy = AclPolicy.of(call.name(), text);
        call.store().change(state -> state.withPolicy(policy));
        return Response.noContent();
    }

    private static Response deletePolicy(RoutedRequest call) {
        call.store().change(state -> state.withoutPolicy(call.name()));
        return Response.noContent();
    }

    private static Response capabilities(RoutedRequest call) {
        List<String> paths = new ArrayList<>(call.fields().texts("paths"));
        paths.addAll(call.fields().texts("path"));
        if (paths.isEmpty()) {
            throw Refusal.of(400, "paths must be supplied");
        }
        EffectivePolicy rights = EffectivePolicy.of(call.caller(), call.view());
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
}
