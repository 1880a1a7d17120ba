package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.DELETE;
import static dev.baokms.testkit.emulator.Route.AclOperation.READ;
import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import dev.baokms.testkit.emulator.ServerState.JwtMount;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The paths of a JWT auth mount. */
final class JwtRoutes {
    private JwtRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("login").fields("role", "jwt").login(JwtRoutes::login),
                Route.at("config").local(READ, JwtRoutes::readConfig).write(UPDATE, JwtRoutes::writeConfig),
                Route.at("role/:name").write(UPDATE, JwtRoutes::writeRole).write(DELETE, JwtRoutes::deleteRole));
    }

    private static Response login(RoutedRequest call) {
        JwtMount mount = call.newest(JwtMount.class);
        JwtConfig config = mount.config();
        if (config == null) {
            throw Refusal.of(400, "could not load configuration");
        }
        String asked = call.fields().text("role").toLowerCase(Locale.ROOT);
        String name = asked.isEmpty() ? config.defaultRole() : asked;
        if (name.isEmpty()) {
            throw Refusal.of(400, "missing role");
        }
        JwtRole role = mount.roles().get(name);
        if (role == null) {
            throw Refusal.of(400, "role \"" + name + "\" could not be found");
        }
        String jwt = call.fields().text("jwt");
        if (jwt.isEmpty()) {
            throw Refusal.of(400, "missing token");
        }
        if (!role.cidrs().isEmpty() && role.cidrs().stream().noneMatch(range -> holds(range, call))) {
            throw Refusal.of(403, "permission denied");
        }
        String user = new JwtCheck(config, role, call.now()).user(jwt);
        var login = new StoredToken.LoggedIn(call.mount(), name, Optional.empty());
        return call.loggedIn(role.terms().grant(login, user, Map.of("role", name)), user);
    }

    private static boolean holds(String range, RoutedRequest call) {
        String withPrefix = range.contains("/") ? range : range + "/32";
        return new IpSubnetFilterRule(withPrefix, IpFilterRuleType.ACCEPT)
                .matches(call.request().from());
    }

    /** The terms of a renewal: the role's current times, and its policies as they were at login. */
    static TokenTerms renewing(RoutedRequest call, StoredToken.LoggedIn login) {
        return call.store()
                .now()
                .mount(login.mount(), JwtMount.class)
                .map(mount -> mount.roles().get(login.role()))
                .orElseThrow(() -> Refusal.wrapped(
                        500, "failed to renew entry: role " + login.role() + " does not exist during renewal"))
                .terms();
    }

    private static Response readConfig(RoutedRequest call) {
        JwtConfig config = call.seen(JwtMount.class).config();
        if (config == null) {
            return Response.errors(404);
        }
        Map<String, Object> data = new TreeMap<>();
        data.put("bound_issuer", config.issuer());
        data.put("default_role", config.defaultRole());
        data.put("jwks_url", "");
        data.put("jwt_supported_algs", config.algorithms());
        data.put("jwt_validation_pubkeys", config.pems());
        data.put("oidc_discovery_url", "");
        data.put("status", "valid");
        return call.ok(data);
    }

    private static Response writeConfig(RoutedRequest call) {
        JwtConfig config = JwtConfig.read(call.fields());
        call.change(JwtMount.class, mount -> mount.with(config));
        return Response.noContent();
    }

    private static Response writeRole(RoutedRequest call) {
        JwtRole role = JwtRole.read(call.lowerName(), call.fields());
        call.change(JwtMount.class, mount -> mount.with(role));
        return Response.noContent();
    }

    private static Response deleteRole(RoutedRequest call) {
        call.change(JwtMount.class, mount -> mount.withoutRole(call.lowerName()));
        return Response.noContent();
    }
}
