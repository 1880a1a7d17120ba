package dev.baokms.auth.jwt;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.Locale;

/** Makes a login request from a JWT. */
final class JwtCredentials implements CredentialSource {
    private static final String OPERATION = "jwt_login";

    private final JwtLogin login;
    private final JwtSource source;

    JwtCredentials(JwtLogin login, JwtSource source) {
        this.login = login;
        this.source = source;
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        return switch (source.jwt(budget)) {
            case JwtAttempt.Got<SecretBytes>(SecretBytes jwt) -> {
                try (jwt) {
                    yield Outcome.ok(new Credential.LoginRequest(OPERATION, login.mountPath(), body(jwt), false));
                }
            }
            case JwtAttempt.Stopped<SecretBytes>(JwtProblem problem, Duration retryAfter) ->
                Outcome.failed(problem.failure(retryAfter));
        };
    }

    /** A compact JWT contains nothing that JSON would have to escape. */
    private SecretBytes body(SecretBytes jwt) {
        byte[] before = SecretText.ascii("{\"role\":" + quoted(login.role()) + ",\"jwt\":\"");
        byte[] after = SecretText.ascii("\"}");
        return SecretBytes.adopting(jwt.exposeTo(bytes -> SecretText.joined(before, bytes, after)));
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            boolean plain = c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
            json.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c));
        });
        return json.append('"').toString();
    }
}
