package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.READ;
import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
                        .fields("num_uses", "renewable", "meta", "display_name", "no_parent")
                        .write(UPDATE, TokenRoutes::create)
                        .build(),
                Route.at("lookup-self")
                        .local(READ, TokenRoutes::lookup)
                        .local(UPDATE, TokenRoutes::lookup)
                        .build(),
                Route.at("renew-self")
                        .fields("increment", "token")
                        .write(UPDATE, TokenRoutes::renew)
                        .build(),
                Route.at("revoke-self").write(UPDATE, TokenRoutes::revokeSelf).build(),
                Route.at("revoke")
                        .fields("token")
                        .write(UPDATE, TokenRoutes::revoke)
                        .build());
    }

    private static Response create(RoutedRequest call) {
        RequestParameters fields = call.fields();
        String type = fields.text("type");
        if (!Set.of("", "service", "batch").contains(type)) {
            throw Refusal.of(400, "invalid 'token_type' value");
        }
        if (fields.has("id") || fields.has("entity_alias")) {
            throw Refusal.notHere("token id, entity_alias");
        }
        boolean batch = type.equals("batch");
        requireNothingForBatch(fields, batch);
        List<String> policies = policies(call);
        boolean root = policies.contains("root");
        Duration period = fields.duration("period");
        Duration explicitMax = fields.duration("explicit_max_ttl");
        Duration asked = fields.duration("ttl");
        List<String> warnings = new ArrayList<>();
        Duration ttl = asked;
        if (!root || asked.isPositive()) {
            Instant now = call.now();
            Duration max = Lifetime.least(Tokens.MOUNT_MAX, explicitMax);
            Lifetime life = Lifetime.of(asked.isZero() ? Tokens.MOUNT_MAX : asked, max, period, now, now);
            ttl = life.ttl();
            warnings.addAll(life.warnings());
        }
        State state = call.store().now();
        policies.stream()
                .filter(name -> !name.equals("root") && !state.policies().containsKey(name))
                .forEach(name -> warnings.add("Policy \"" + name + "\" does not exist"));
        var grant = new StoredToken.Grant(
                policies,
                batch,
                !batch && ttl.isPositive() && (fields.raw("renewable") == null || fields.flag("renewable")),
                fields.flag("no_parent"),
                ttl,
                Duration.ZERO,
                explicitMax,
                period,
                fields.number("num_uses"),
                fields.has("display_name") ? "token-" + fields.text("display_name") : "token",
                MOUNT + "/create",
                fields.has("meta") ? Optional.of(fields.textMap("meta")) : Optional.empty(),
                Optional.empty());
        StoredToken token = call.store().tokens().issue(grant, "");
        return Response.authenticated(token.auth(token.issued()), call.warnings(warnings.toArray(String[]::new)));
    }

    private static void requireNothingForBatch(RequestParameters fields, boolean batch) {
        if (batch && fields.number("num_uses") != 0) {
            throw Refusal.of(400, "batch tokens cannot have \"num_uses\" set");
        }
        if (batch && !fields.duration("period").isZero()) {
            throw Refusal.of(400, "batch tokens cannot have \"period\" set");
        }
    }

    /** Sorted; none given means those of the caller; {@code root} stands alone. */
    private static List<String> policies(RoutedRequest call) {
        var asked = new TreeSet<String>();
        call.fields().texts("policies").forEach(name -> asked.add(name.toLowerCase(Locale.ROOT)));
        StoredToken caller = call.caller();
        if (asked.isEmpty()) {
            return caller.grant().policies();
        }
        if (!caller.root() && !caller.grant().policies().containsAll(asked)) {
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
        data.put("explicit_max_ttl", grant.explicitMax().toSeconds());
        data.put("id", token.id());
        data.put("issue_time", rfc3339(token.issued()));
        data.put("meta", grant.meta().orElse(null));
        data.put("num_uses", Math.max(token.usesLeft(), 0));
        data.put("orphan", grant.orphan());
        data.put("path", grant.path());
        data.put("policies", grant.policies());
        data.put("renewable", grant.renewable());
        data.put("ttl", token.secondsLeft(call.now()));
        data.put("type", grant.batch() ? "batch" : "service");
        if (!grant.period().isZero()) {
            data.put("period", grant.period().toSeconds());
        }
        token.renewed().ifPresent(when -> {
            data.put("last_renewal", rfc3339(when));
            data.put("last_renewal_time", when.getEpochSecond());
        });
        return call.ok(data);
    }

    private static Response renew(RoutedRequest call) {
        StoredToken token = call.caller();
        if (token.grant().batch()) {
            throw Refusal.of(400, "batch tokens cannot be renewed");
        }
        if (token.root() && token.expires().isEmpty()) {
            throw Refusal.of(400, "invalid lease ID");
        }
        if (!token.grant().renewable()) {
            throw Refusal.of(400, "lease is not renewable");
        }
        Duration increment = call.fields().duration("increment");
        Optional<StoredToken.Login> login = token.grant().login();
        Optional<X509Certificate> bound = login.flatMap(StoredToken.Login::certificate);
        if (bound.isPresent()) {
            return CertRoutes.renewing(call, token, login.orElseThrow(), bound.get())
                    .map(role -> renewed(
                            call, token, lifetime(call, token, increment, role.ttl(), role.maxTtl(), role.period())))
                    .orElseGet(Response::noContent);
        }
        Lifetime life = login.map(by -> roleLifetime(call, token, by, increment))
                .orElseGet(() -> lifetime(
                        call,
                        token,
                        increment,
                        token.grant().ttl(),
                        Duration.ZERO,
                        token.grant().period()));
        return renewed(call, token, life);
    }

    private static Response renewed(RoutedRequest call, StoredToken token, Lifetime life) {
        StoredToken renewed = call.store().tokens().renew(token, life.ttl());
        return Response.authenticated(
                renewed.auth(renewed.renewed().orElseThrow()),
                call.warnings(life.warnings().toArray(String[]::new)));
    }

    /** A role's times count as they are now, its policies as they were at login. */
    private static Lifetime roleLifetime(
            RoutedRequest call, StoredToken token, StoredToken.Login login, Duration increment) {
        JwtRole role = Optional.ofNullable(call.store().now().logins().get(login.mount()))
                .map(mount -> mount.roles().get(login.role()))
                .orElseThrow(() -> Refusal.wrapped(
                        500, "failed to renew entry: role " + login.role() + " does not exist during renewal"));
        return lifetime(call, token, increment, role.ttl(), role.maxTtl(), role.period());
    }

    private static Lifetime lifetime(
            RoutedRequest call, StoredToken token, Duration increment, Duration ttl, Duration maxTtl, Duration period) {
        Duration base = increment.isPositive() ? increment : ttl.isPositive() ? ttl : Tokens.MOUNT_MAX;
        Duration max = Lifetime.least(Tokens.MOUNT_MAX, maxTtl, token.grant().explicitMax());
        return Lifetime.of(base, max, period, token.issued(), call.now());
    }

    private static Response revokeSelf(RoutedRequest call) {
        if (call.caller().grant().batch()) {
            throw Refusal.of(400, "batch tokens cannot be revoked");
        }
        call.store().tokens().revoke(call.caller().id());
        return Response.noContent();
    }

    private static Response revoke(RoutedRequest call) {
        String id = call.fields().text("token");
        if (id.isEmpty()) {
            throw Refusal.of(400, "missing token ID");
        }
        if (id.startsWith("b.")) {
            throw Refusal.of(400, "batch tokens cannot be revoked");
        }
        call.store().tokens().revoke(id);
        return Response.noContent();
    }

    static String rfc3339(Instant when) {
        return DateTimeFormatter.ISO_INSTANT.format(when.atOffset(ZoneOffset.UTC));
    }
}
