package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;

/** Takes outcomes apart for tests. */
final class Outcomes {
    private static final String BEFORE = "{\"role\":\"kms\",\"jwt\":\"";
    private static final String AFTER = "\"}";

    private Outcomes() {}

    static Failure failureOf(Outcome<Credential> outcome) {
        if (outcome instanceof Outcome.Failed<Credential>(Failure failure)) {
            return failure;
        }
        throw new AssertionError("expected a failure, got " + outcome);
    }

    /** The body of the login that was made; wipes it. */
    static String bodyOf(Outcome<Credential> outcome) {
        if (outcome instanceof Outcome.Ok<Credential>(Credential.LoginRequest login)) {
            try (login) {
                return login.body().exposeTo(bytes -> new String(bytes, UTF_8));
            }
        }
        throw new AssertionError("expected a login, got " + outcome);
    }

    /** The JWT in the body of the login that was made, for the role {@code kms}. */
    static String jwtOf(Outcome<Credential> outcome) {
        String body = bodyOf(outcome);
        if (body.startsWith(BEFORE) && body.endsWith(AFTER)) {
            return body.substring(BEFORE.length(), body.length() - AFTER.length());
        }
        throw new AssertionError("expected role and JWT, got " + body);
    }
}
