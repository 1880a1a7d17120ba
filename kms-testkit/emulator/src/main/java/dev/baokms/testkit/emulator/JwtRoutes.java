package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.DELETE;
import static dev.baokms.testkit.emulator.Route.Operation.LIST;
import static dev.baokms.testkit.emulator.Route.Operation.READ;
import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

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
                Route.at("login")
                        .fields("role", "jwt")
                        .write(UPDATE, JwtRoutes::login)
                        .login(),
                Route.at("config")
                        .fields("jwt_validation_pubkeys", "jwks_url", "jwks_ca_pem", "jwks_pairs", "bound_issuer")
                        .fields("jwt_supported_algs", "default_role", "oidc_discovery_url", "oidc_discovery_ca_pem")
                        .fields("provider_config", "skip_jwks_validation")
                        .local(READ, JwtRoutes::readConfig)
                        .write(UPDATE, JwtRoutes::writeConfig)
                        .build(),
                Route.at("role/")
                        .fields("after", "limit")
                        .local(
                                LIST,
                                call -> call.names(call.jwt(call.view()).roles().keySet()))
                        .build(),
                Route.at("role/:name")
                        .local(READ, JwtRoutes::readRole)
                        .write(UPDATE, JwtRoutes::writeRole)
                        .write(DELETE, JwtRoutes::deleteRole)
                        .build());
    }

    private static Response login(RoutedRequest call) {
        State.Jwt mount = call.jwt(call.store().now());
        JwtConfig config = mount.config();
        if (config == null) {
            throw Refusal.of(400, "could not load configuration");
        }
        String name = call.fields().text("role").toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            name = config.defaultRole();
        }
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
        Tokens tokens = call.store().tokens();
        StoredToken token = tokens.issue(role.grant(call.mount(), user), tokens.entityOf(call.mount(), user));
        return Response.authenticated(token.auth(token.issued()), call.warnings());
    }

    private static boolean holds(String range, RoutedRequest call) {
        String withPrefix = range.contains("/") ? range : range + "/32";
        return new IpSubnetFilterRule(withPrefix, IpFilterRuleType.ACCEPT).matches(call.from());
    }

    private static Response readConfig(RoutedRequest call) {
        JwtConfig config = call.jwt(call.view()).config();
        if (config == null) {
            return Response.errors(404);
        }
        Map<String, Object> data = new TreeMap<>();
        data.put("bound_issuer", config.issuer());
        data.put("default_role", config.defaultRole());
        data.put("jwks_ca_pem", "");
        data.put("jwks_url", "");
        data.put("jwt_supported_algs", config.algorithms());
        data.put("jwt_validation_pubkeys", config.pems());
        data.put("oidc_discovery_ca_pem", "");
        data.put("oidc_discovery_url", "");
        data.put("status", "valid");
        return call.ok(data);
    }

    private static Response writeConfig(RoutedRequest call) {
        JwtConfig config = JwtConfig.read(call.fields());
        call.changeJwt(mount -> mount.with(config));
        return Response.noContent();
    }

    private static Response readRole(RoutedRequest call) {
        return Optional.ofNullable(call.jwt(call.view()).roles().get(name(call)))
                .map(role -> call.ok(role.description()))
                .orElseGet(() -> Response.errors(404));
    }

    private static Response writeRole(RoutedRequest call) {
        JwtRole role = JwtRole.read(name(call), call.fields());
        call.changeJwt(mount -> mount.with(role));
        return Response.noContent();
    }

    private static Response deleteRole(RoutedRequest call) {
        call.changeJwt(mount -> mount.withoutRole(name(call)));
        return Response.noContent();
    }

    private static String name(RoutedRequest call) {
        return call.fields().text("name").toLowerCase(Locale.ROOT);
    }
}
