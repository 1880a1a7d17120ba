package dev.baokms.auth.jwt;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token is worth sending. OpenBao repeats these checks, and only OpenBao knows the issuer's keys and
 * checks the signature.
 */
final class ClaimRules {
    private final JwtLogin login;
    private final InstantSource clock;

    /** @param clock what {@code exp}, {@code nbf} and {@code iat} are compared with */
    ClaimRules(JwtLogin login, InstantSource clock) {
        this.login = login;
        this.clock = clock;
    }

    /**
     * The first rule that the claims break. Origin comes before dates, because renewing a token for someone else would
     * not help.
     */
    Optional<JwtProblem> problem(Map<?, ?> claims) {
        return form(claims).or(() -> origin(claims)).or(() -> dates(claims));
    }

    private static Optional<JwtProblem> form(Map<?, ?> claims) {
        // Without an end, it is unknown how near the end is; OpenBao also refuses or shortens such tokens.
        if (!isDate(claims.get("exp"))) {
            return Optional.of(JwtProblem.EXPIRY_UNUSABLE);
        }
        return isDateOrNull(claims.get("nbf")) && isDateOrNull(claims.get("iat"))
                ? Optional.empty()
                : Optional.of(JwtProblem.DATE_UNUSABLE);
    }

    private Optional<JwtProblem> origin(Map<?, ?> claims) {
        if (!login.expectedIssuer().stream().allMatch(issuer -> issuer.equals(claims.get("iss")))) {
            return Optional.of(JwtProblem.ISSUER_DIFFERS);
        }
        if (!login.expectedAudience().isEmpty()
                && login.expectedAudience().stream().noneMatch(audiences(claims)::contains)) {
            return Optional.of(JwtProblem.AUDIENCE_DIFFERS);
        }
        return login.expectedSubject().stream().allMatch(subject -> subject.equals(claims.get("sub")))
                ? Optional.empty()
                : Optional.of(JwtProblem.SUBJECT_DIFFERS);
    }

    private Optional<JwtProblem> dates(Map<?, ?> claims) {
        double now = clock.millis() / 1000.0;
        double leeway = seconds(login.clockSkewLeeway());
        if (date(claims, "nbf", now) - leeway > now || date(claims, "iat", now) - leeway > now) {
            return Optional.of(JwtProblem.NOT_YET_VALID);
        }
        double end = date(claims, "exp", now) + leeway;
        if (end <= now) {
            return Optional.of(JwtProblem.EXPIRED);
        }
        return end <= now + seconds(login.minRemainingTtl()) ? Optional.of(JwtProblem.ENDS_TOO_SOON) : Optional.empty();
    }

    /** One text, or a list of them. */
    private static Collection<?> audiences(Map<?, ?> claims) {
        return switch (claims.get("aud")) {
            case String one -> List.of(one);
            case Collection<?> several -> several;
            case null, default -> List.of();
        };
    }

    /** Some issuers write {@code null} for an absent claim. */
    private static boolean isDateOrNull(@Nullable Object claim) {
        return claim == null || isDate(claim);
    }

    private static boolean isDate(@Nullable Object claim) {
        return claim instanceof Double seconds && seconds >= 0 && Double.isFinite(seconds);
    }

    private static double date(Map<?, ?> claims, String name, double absent) {
        return claims.get(name) instanceof Double seconds ? seconds : absent;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
