package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.port.Budget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Tokens for the tests, and the login they are good for. The moment is always {@link #NOW}. */
final class Jwts {
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    static final Budget ENOUGH = () -> Duration.ofSeconds(2);
    static final Budget SPENT = () -> Duration.ZERO;
    static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    static final String GOOD_CLAIMS =
            "{\"iss\":\"https://issuer.example\",\"sub\":\"node-1\",\"aud\":[\"openbao\",\"other\"],\"iat\":1799999000,"
                    + "\"nbf\":1799999000,\"exp\":1800003600}";

    private Jwts() {}

    static String good() {
        return token(HEADER, GOOD_CLAIMS);
    }

    static String token(String header, String claims) {
        return base64(header) + "." + base64(claims) + "." + base64("signature-canary");
    }

    static String claims(String claims) {
        return token(HEADER, claims);
    }

    static JwtLogin login() {
        return new JwtLogin(
                "auth/jwt",
                "kms",
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Optional.of("https://issuer.example"),
                List.of("openbao"),
                Optional.of("node-1"));
    }

    static ClaimRules rules() {
        return new ClaimRules(login(), InstantSource.fixed(NOW));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
