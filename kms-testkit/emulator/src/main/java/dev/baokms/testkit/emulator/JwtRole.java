package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and what they get.
 *
 * @param subject empty for any
 * @param claims values that other claims must have
 * @param cidrs source addresses; empty for any
 */
record JwtRole(
        String name,
        String userClaim,
        List<String> audiences,
        String subject,
        Map<String, List<String>> claims,
        List<String> cidrs,
        List<String> policies,
        boolean noDefaultPolicy,
        boolean batch,
        Duration ttl,
        Duration maxTtl,
        Duration explicitMax,
        Duration period,
        int numUses) {
    private static final Set<String> NOT_HERE = Set.of(
            "claim_mappings",
            "groups_claim",
            "user_claim_json_pointer",
            "clock_skew_leeway",
            "expiration_leeway",
            "not_before_leeway",
            "token_policies_template_claims",
            "token_strictly_bind_ip");

    static JwtRole read(String name, RequestParameters fields) {
        requireJwtType(fields);
        refuseWhatIsNotHere(fields);
        if (fields.text("user_claim").isEmpty()) {
            throw Refusal.of(400, "a user claim must be defined on the role");
        }
        var role = new JwtRole(
                name,
                fields.text("user_claim"),
                fields.texts("bound_audiences"),
                fields.text("bound_subject"),
                boundClaims(fields.raw("bound_claims")),
                fields.texts("token_bound_cidrs"),
                List.copyOf(new TreeSet<>(fields.texts("token_policies"))),
                fields.flag("token_no_default_policy"),
                fields.text("token_type").equals("batch"),
                fields.duration("token_ttl"),
                fields.duration("token_max_ttl"),
                fields.duration("token_explicit_max_ttl"),
                fields.duration("token_period"),
                fields.number("token_num_uses"));
        role.requireSound();
        return role;
    }

    static JwtRole of(Provision provision) {
        return new JwtRole(
                provision.role(),
                "sub",
                List.of(provision.audience()),
                provision.subject(),
                Map.of(),
                List.of(),
                List.of(provision.role()),
                true,
                false,
                provision.tokenTtl(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                0);
    }

    private static void refuseWhatIsNotHere(RequestParameters fields) {
        for (String name : NOT_HERE) {
            if (fields.has(name)) {
                throw Refusal.notHere(name);
            }
        }
        if (!Set.of("", "string").contains(fields.text("bound_claims_type"))) {
            throw Refusal.notHere("bound_claims_type other than string");
        }
    }

    private static void requireJwtType(RequestParameters fields) {
        String type = fields.text("role_type");
        if (type.isEmpty() || type.equals("oidc")) {
            throw Refusal.of(
                    400,
                    fields.text("user_claim").isEmpty()
                            ? "a user claim must be defined on the role"
                            : "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.");
        }
        if (!type.equals("jwt")) {
            throw Refusal.of(400, "invalid 'role_type': " + type);
        }
    }

    private void requireSound() {
        if (batch && !period.isZero()) {
            throw Refusal.of(
                    400, "'token_type' cannot be 'batch' or 'default_batch' when set to generate periodic tokens");
        }
        if (batch && numUses != 0) {
            throw Refusal.of(
                    400,
                    "'token_type' cannot be 'batch' or 'default_batch' when set to generate tokens with limited use"
                            + " count");
        }
        if (!maxTtl.isZero() && ttl.compareTo(maxTtl) > 0) {
            throw Refusal.of(400, "'token_ttl' cannot be greater than 'token_max_ttl'");
        }
        if (audiences.isEmpty() && subject.isEmpty() && claims.isEmpty() && cidrs.isEmpty()) {
            throw Refusal.of(400, "must have at least one bound constraint when creating/updating a role");
        }
    }

    private static Map<String, List<String>> boundClaims(@Nullable Object raw) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        if (raw instanceof Map<?, ?> map) {
            map.forEach((claim, value) -> out.put(
                    String.valueOf(claim),
                    value instanceof List<?> list
                            ? list.stream().map(String::valueOf).toList()
                            : List.of(String.valueOf(value))));
        }
        return out;
    }

    StoredToken.Grant grant(String mount, String user) {
        List<String> all = new ArrayList<>(policies);
        if (!noDefaultPolicy) {
            all.add("default");
        }
        Duration first = period.isZero() ? (ttl.isZero() ? Tokens.MOUNT_MAX : ttl) : period;
        return new StoredToken.Grant(
                List.copyOf(new TreeSet<>(all)),
                batch,
                !batch,
                true,
                Lifetime.least(first, maxTtl, explicitMax, Tokens.MOUNT_MAX),
                maxTtl,
                explicitMax,
                period,
                numUses,
                mount.substring("auth/".length()).replace('/', '-') + "-" + user,
                mount + "/login",
                Optional.of(Map.of("role", name)),
                Optional.of(new StoredToken.Login(mount, name, Optional.empty())));
    }

    Map<String, Object> description() {
        Map<String, Object> out = new TreeMap<>();
        out.put("bound_audiences", audiences);
        out.put("bound_claims", claims);
        out.put("bound_claims_type", "string");
        out.put("bound_subject", subject);
        out.put("role_type", "jwt");
        out.put("token_bound_cidrs", cidrs);
        out.put("token_explicit_max_ttl", explicitMax.toSeconds());
        out.put("token_max_ttl", maxTtl.toSeconds());
        out.put("token_no_default_policy", noDefaultPolicy);
        out.put("token_num_uses", numUses);
        out.put("token_period", period.toSeconds());
        out.put("token_policies", policies);
        out.put("token_ttl", ttl.toSeconds());
        out.put("token_type", batch ? "batch" : "default");
        out.put("user_claim", userClaim);
        return out;
    }
}
