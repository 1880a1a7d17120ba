package dev.baokms.auth.jwt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which login, and what a JWT must say before it is sent there.
 *
 * @param mountPath where the auth method is mounted, {@code auth/} included, such as {@code auth/jwt}
 * @param role the role to log in as
 * @param minRemainingTtl a token that ends sooner is not sent
 * @param clockSkewLeeway by how much our clock may differ from the issuer's, in the token's favour
 * @param expectedIssuer {@code iss} to demand, if any
 * @param expectedAudience audiences of which {@code aud} must name one; empty to demand none
 * @param expectedSubject {@code sub} to demand, if any
 */
public record JwtLogin(
        String mountPath,
        String role,
        Duration minRemainingTtl,
        Duration clockSkewLeeway,
        Optional<String> expectedIssuer,
        List<String> expectedAudience,
        Optional<String> expectedSubject) {

    /** @throws IllegalArgumentException naming the field and the rule it breaks */
    public JwtLogin {
        expectedAudience = List.copyOf(expectedAudience);
        require(
                mountPath.matches("auth(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+"),
                "mountPath must be auth/ and plain path segments");
        require(!role.isEmpty(), "role must not be empty");
        require(!minRemainingTtl.isNegative(), "minRemainingTtl must not be negative");
        require(!clockSkewLeeway.isNegative(), "clockSkewLeeway must not be negative");
    }

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
