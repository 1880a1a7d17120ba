package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.READ;
import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The paths below {@code auth/token}. */
final class TokenRoutes {
    static final String MOUNT = "auth/token";

    private TokenRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("create")
                        .fields("policies", "ttl", "explicit_max_ttl", "period", "type", "no_default_policy")
                        .fields("num_uses", "renewable", "display_name", "no_parent")
                        .write(UPDATE, TokenRoutes::create),
                Route.at("lookup-self").local(READ, TokenRoutes::lookup),
                Route.at("renew-self").fields("increment", "token").write(UPDATE, TokenRoutes::renew),
                Route.at("revoke-self")
                        .write(UPDATE, call -> revoke(call, call.caller().id())),
                Route.at("revoke")
                        .fields("token")
                        .write(UPDATE, call -> revoke(call, call.fields().text("token"))));
    }

    private static Response create(RoutedRequest call) {
        RequestParameters fields = call.fields();
        fields.refuse("id entity_alias meta");
        String type = fields.text("type");
        if (!Set.of("", "service", "batch").contains(type)) {
            throw Refusal.of(400, "invalid 'token_type' value");
        }
        List<String> policies = policies(call);
        var terms = new TokenTerms(
                policies,
                true,
                type.equals("batch"),
                fields.duration("ttl"),
                Duration.ZERO,
                fields.duration("explicit_max_ttl"),
                fields.duration("period"),
                fields.number("num_uses"));
        if (terms.batch() && (terms.numUses() != 0 || !terms.period().isZero())) {
            throw Refusal.of(400, "batch tokens cannot have \"num_uses\" or \"period\" set");
        }
        boolean forever = policies.contains("root") && !terms.ttl().isPositive();
        Lifetime life = forever
                ? new Lifetime(Duration.ZERO, List.of())
                : Lifetime.of(terms.ttl(), terms, terms.explicitMax(), call.now(), call.now());
        List<String> warnings = new ArrayList<>(life.warnings());
        ServerState state = call.store().now();
        policies.stream()
                .filter(name -> !name.equals("root") && !state.policies().containsKey(name))
                .forEach(name -> warnings.add("Policy \"" + name + "\" does not exist"));
        var grant = new StoredToken.Grant(
                terms,
                life.ttl(),
                !terms.batch()
                        && life.ttl().isPositive()
                        && (fields.raw("renewable") == null || fields.flag("renewable")),
                fields.flag("no_parent"),
                fields.has("display_name") ? "token-" + fields.text("display_name") : "token",
                MOUNT + "/create",
                Optional.empty(),
                Optional.empty());
        StoredToken token = call.store().tokens().issue(grant, "");
        return Response.authenticated(token.auth(token.issued()), call.warnings(warnings.toArray(String[]::new)));
    }

    /** Sorted; none given means those of the caller; {@code root} stands alone. */
    private static List<String> policies(RoutedRequest call) {
        var asked = new TreeSet<String>();
        call.fields().texts("policies").forEach(name -> asked.add(name.toLowerCase(Locale.ROOT)));
        StoredToken caller = call.caller();
        if (asked.isEmpty()) {
            return caller.policies();
        }
        if (!caller.root() && !caller.policies().containsAll(asked)) {
            throw Refusal.of(400, "child policies must be subset of parent");
        }
        if (asked.contains("root")) {
            return List.of("root");
        }
        if (!call.fields().flag("no_default_policy")) {
            asked.add("default");
        }
        return List.copyOf(asked);
    }

    private static Response lookup(RoutedRequest call) {
        StoredToken token = call.caller();
        StoredToken.Grant grant = token.grant();
        Map<String, @Nullable Object> data = new TreeMap<>();
        data.put("accessor", token.accessor());
        data.put("creation_time", token.issued().getEpochSecond());
        data.put("creation_ttl", grant.ttl().toSeconds());
        data.put("display_name", grant.displayName());
        data.put("entity_id", token.entityId());
        data.put("expire_time", token.expires().map(TokenRoutes::rfc3339).orElse(null));
        data.put("explicit_max_ttl", grant.terms().explicitMax().toSeconds());
        data.put("id", token.id());
        data.put("issue_time", rfc3339(token.issued()));
        data.put("meta", grant.meta().orElse(null));
        data.put("num_uses", Math.max(token.usesLeft(), 0));
        data.put("orphan", grant.orphan());
        data.put("path", grant.path());
        data.put("policies", token.policies());
        data.put("renewable", grant.renewable());
        data.put("ttl", token.secondsLeft(call.now()));
        data.put("type", token.batch() ? "batch" : "service");
        if (!grant.terms().period().isZero()) {
            data.put("period", grant.terms().period().toSeconds());
        }
        token.renewed().ifPresent(when -> {
            data.put("last_renewal", rfc3339(when));
            data.put("last_renewal_time", when.getEpochSecond());
        });
        return call.ok(data);
    }

    private static Response renew(RoutedRequest call) {
        StoredToken token = call.caller();
        if (token.batch()) {
            throw Refusal.of(400, "batch tokens cannot be renewed");
        }
        if (token.root() && token.expires().isEmpty()) {
            throw Refusal.of(400, "invalid lease ID");
        }
        if (!token.grant().renewable()) {
            throw Refusal.of(400, "lease is not renewable");
        }
        Duration increment = call.fields().duration("increment");
        return terms(call, token)
                .map(terms -> renewed(call, token, increment, terms))
                .orElseGet(Response::noContent);
    }

    private static Optional<TokenTerms> terms(RoutedRequest call, StoredToken token) {
        if (token.grant().login().isEmpty()) {
            return Optional.of(token.grant().terms());
        }
        StoredToken.LoggedIn login = token.grant().login().get();
        return login.certificate().isPresent()
                ? CertRoutes.renewing(call, token, login, login.certificate().get())
                : Optional.of(JwtRoutes.renewing(call, login));
    }

    private static Response renewed(RoutedRequest call, StoredToken token, Duration increment, TokenTerms terms) {
        Duration base = increment.isPositive() ? increment : terms.ttl();
        Duration explicitMax = token.grant().terms().explicitMax();
        Lifetime life = Lifetime.of(base, terms, explicitMax, token.issued(), call.now());
        StoredToken renewed = call.store().tokens().renew(token, life.ttl());
        return Response.authenticated(
                renewed.auth(renewed.renewed().orElseGet(call::now)),
                call.warnings(life.warnings().toArray(String[]::new)));
    }

    private static Response revoke(RoutedRequest call, String id) {
        if (id.isEmpty()) {
            throw Refusal.of(400, "missing token ID");
        }
        if (id.startsWith("b.")) {
            throw Refusal.of(400, "batch tokens cannot be revoked");
        }
        call.store().tokens().revoke(id);
        return Response.noContent();
    }

    private static String rfc3339(Instant when) {
        return DateTimeFormatter.ISO_INSTANT.format(when);
    }
}
