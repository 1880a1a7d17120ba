package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates one JWT against a mount's keys and a role, in the server's order: signature, algorithm, issuer, subject, audience, times.
 * Signatures other than RS256 and ES256 count as made by an unknown key.
 */
final class JwtCheck {
    private static final long LEEWAY_SECONDS = 60;
    private static final long DEFAULT_LIFE_SECONDS = 150;
    private static final Map<String, String> SIGNATURES =
            Map.of("RS256", "SHA256withRSA", "ES256", "SHA256withECDSAinP1363Format");
    private static final String UNKNOWN_KEY =
            "error verifying token signature: no known key successfully validated the token signature";

    private final JwtConfig config;
    private final JwtRole role;
    private final Instant now;

    JwtCheck(JwtConfig config, JwtRole role, Instant now) {
        this.config = config;
        this.role = role;
        this.now = now;
    }

    /** Validates the JWT and returns the user that logs in. */
    String user(String jwt) {
        Map<String, @Nullable Object> claims = verified(jwt);
        boolean audience = claims.get("aud") != null;
        checkRegistered(claims);
        if (audience && role.audiences().isEmpty()) {
            throw Refusal.of(400, "audience claim found in JWT but no audiences bound to the role");
        }
        checkBound(claims);
        Object user = claims.get(role.userClaim());
        if (user == null) {
            throw Refusal.of(400, "claim \"" + role.userClaim() + "\" not found in token");
        }
        if (!(user instanceof String name)) {
            throw Refusal.of(400, "claim \"" + role.userClaim() + "\" could not be converted to string");
        }
        return name;
    }

    private Map<String, @Nullable Object> verified(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid("error verifying token signature: go-jose/go-jose: compact JWS format must have three parts");
        }
        Object algorithm = json(parts[0]).get("alg");
        byte[] signature = base64Url(parts[2]);
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(US_ASCII);
        if (config.keys().stream().noneMatch(key -> verifies(key, String.valueOf(algorithm), signed, signature))) {
            throw invalid(UNKNOWN_KEY);
        }
        if (!config.algorithms().isEmpty() && !config.algorithms().contains(algorithm)) {
            throw invalid("invalid algorithm (alg) header parameter: token signed with unexpected algorithm");
        }
        return json(parts[1]);
    }

    private static boolean verifies(PublicKey key, String algorithm, byte[] signed, byte[] signature) {
        String name = SIGNATURES.get(algorithm);
        if (name == null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(name);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A key of another kind or a signature of the wrong length counts like a wrong signature.
            return false;
        }
    }

    private void checkRegistered(Map<String, @Nullable Object> claims) {
        List<String> audiences = audiences(claims.get("aud"));
        Times times = times(claims);
        if (!config.issuer().isEmpty() && !config.issuer().equals(claims.get("iss"))) {
            throw invalid("invalid issuer (iss) claim");
        }
        if (!role.subject().isEmpty() && !role.subject().equals(claims.get("sub"))) {
            throw invalid("invalid subject (sub) claim");
        }
        if (!role.audiences().isEmpty() && audiences.stream().noneMatch(role.audiences()::contains)) {
            throw invalid("invalid audience (aud) claim: audience claim does not match any expected audience");
        }
        long second = now.getEpochSecond();
        if (second + LEEWAY_SECONDS < times.notBefore) {
            throw invalid("invalid not before (nbf) claim: token not yet valid");
        }
        if (second - LEEWAY_SECONDS > times.expires) {
            throw invalid("invalid expiration time (exp) claim: token is expired");
        }
        if (second + LEEWAY_SECONDS < times.issued) {
            throw invalid("invalid issued at (iat) claim: token issued in the future");
        }
    }

    private record Times(long issued, long notBefore, long expires) {}

    /** Fills in missing times from the given ones. */
    private static Times times(Map<String, @Nullable Object> claims) {
        long issued = seconds(claims.get("iat"));
        long notBefore = seconds(claims.get("nbf"));
        long expires = seconds(claims.get("exp"));
        if (issued == 0 && notBefore == 0 && expires == 0) {
            throw invalid("no issued at (iat), not before (nbf), or expiration time (exp) claims in token");
        }
        if (expires == 0) {
            expires = Math.max(issued, notBefore) + DEFAULT_LIFE_SECONDS;
        }
        if (notBefore == 0) {
            notBefore = issued > 0 ? issued : expires - DEFAULT_LIFE_SECONDS;
        }
        return new Times(issued, notBefore, expires);
    }

    private static long seconds(@Nullable Object claim) {
        return switch (claim) {
            case null -> 0;
            case BigDecimal number -> number.longValue();
            default -> throw invalid("go-jose/go-jose/jwt: expected number value to unmarshal NumericDate");
        };
    }

    private static List<String> audiences(@Nullable Object claim) {
        return switch (claim) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> many -> many.stream().map(String::valueOf).toList();
            default -> throw invalid("go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience");
        };
    }

    private void checkBound(Map<String, @Nullable Object> claims) {
        role.claims().forEach((name, allowed) -> {
            Object actual = claims.get(name);
            if (actual == null) {
                throw Refusal.of(400, "error validating claims: claim \"" + name + "\" is missing");
            }
            List<?> values = actual instanceof List<?> list ? list : List.of(actual);
            if (values.stream().map(String::valueOf).noneMatch(allowed::contains)) {
                throw Refusal.of(
                        400,
                        "error validating claims: claim \"" + name
                                + "\" does not match any associated bound claim values");
            }
        });
    }

    private static Map<String, @Nullable Object> json(String part) {
        try {
            return GoJson.readObject(new String(base64Url(part), UTF_8));
        } catch (Refusal e) {
            throw invalid("error verifying token signature: illegal base64 data at input byte 0");
        }
    }

    private static byte[] base64Url(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw invalid("error verifying token signature: illegal base64 data at input byte 0");
        }
    }

    private static Refusal invalid(String text) {
        return Refusal.of(400, "error validating token: " + text);
    }
}
