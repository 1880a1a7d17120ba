package dev.baokms.testkit.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and what they get.
 *
 * @param subject empty for any
 * @param claims required values of other claims
 * @param cidrs source addresses; empty for any
 */
record JwtRole(
        String name,
        String userClaim,
        List<String> audiences,
        String subject,
        Map<String, List<String>> claims,
        List<String> cidrs,
        TokenTerms terms) {
    static JwtRole read(String name, RequestParameters fields) {
        requireJwtType(fields);
        fields.refuse("claim_mappings groups_claim user_claim_json_pointer clock_skew_leeway expiration_leeway"
                + " not_before_leeway token_policies_template_claims token_strictly_bind_ip bound_claims_type");
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
                TokenTerms.read(fields));
        if (role.audiences.isEmpty() && role.subject.isEmpty() && role.claims.isEmpty() && role.cidrs.isEmpty()) {
            throw Refusal.of(400, "must have at least one bound constraint when creating/updating a role");
        }
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
                TokenTerms.of(List.of(provision.role()), provision.tokenTtl()));
    }

    private static void requireJwtType(RequestParameters fields) {
        String type = fields.text("role_type");
        if (type.isEmpty() || type.equals("oidc")) {
            throw Refusal.of(400, "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.");
        }
        if (!type.equals("jwt")) {
            throw Refusal.of(400, "invalid 'role_type': " + type);
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
}
