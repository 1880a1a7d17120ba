package dev.baokms.auth.jwt;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a token is worth sending. What is checked here OpenBao checks again; it alone checks the signature. */
final class ClaimRules {
    private final JwtLogin login;
    private final InstantSource clock;

    ClaimRules(JwtLogin login, InstantSource clock) {
        this.login = login;
        this.clock = clock;
    }

    Optional<Problem> problem(byte[] token) {
        Optional<Map<?, ?>> claims = CompactJws.claims(token);
        return claims.isEmpty() ? Optional.of(Problem.CREDENTIAL_INVALID) : problem(claims.get());
    }

    /** What is wrong with the claims of a token that is of the right form. */
    Optional<Problem> problem(Map<?, ?> claims) {
        // Without an end nobody can say whether it is about to come; OpenBao refuses or shortens such tokens too.
        if (!isDate(claims, "exp")
                || !isDateOrAbsent(claims, "nbf")
                || !isDateOrAbsent(claims, "iat")
                || !isForUs(claims)) {
            return Optional.of(Problem.CREDENTIAL_INVALID);
        }
        double now = clock.millis() / 1000.0;
        double leeway = seconds(login.clockSkewLeeway());
        if (date(claims, "nbf", now) - leeway > now || date(claims, "iat", now) - leeway > now) {
            return Optional.of(Problem.CREDENTIAL_NOT_YET_VALID);
        }
        return date(claims, "exp", now) + leeway <= now + seconds(login.minRemainingTtl())
                ? Optional.of(Problem.CREDENTIAL_EXPIRED)
                : Optional.empty();
    }

    private boolean isForUs(Map<?, ?> claims) {
        return login.expectedIssuer().stream().allMatch(issuer -> issuer.equals(claims.get("iss")))
                && login.expectedSubject().stream().allMatch(subject -> subject.equals(claims.get("sub")))
                && (login.expectedAudience().isEmpty()
                        || login.expectedAudience().stream().anyMatch(audiences(claims)::contains));
    }

    /** One text, or a list of them. */
    private static Collection<?> audiences(Map<?, ?> claims) {
        return switch (claims.get("aud")) {
            case String one -> List.of(one);
            case Collection<?> several -> several;
            case null, default -> List.of();
        };
    }

    private static boolean isDateOrAbsent(Map<?, ?> claims, String name) {
        return !claims.containsKey(name) || isDate(claims, name);
    }

    private static boolean isDate(Map<?, ?> claims, String name) {
        return claims.get(name) instanceof Double seconds && seconds >= 0 && Double.isFinite(seconds);
    }

    private static double date(Map<?, ?> claims, String name, double absent) {
        return claims.get(name) instanceof Double seconds ? seconds : absent;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
