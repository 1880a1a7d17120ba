package dev.baokms.core.failure;

import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.secret.SecretBytes;

/** Takes outcomes apart; the other case fails the test. */
public final class Outcomes {
    private Outcomes() {}

    public static <T> T value(Outcome<T> outcome) {
        return switch (outcome) {
            case Ok<T>(T value) -> value;
            case Failed<T>(Failure failure) -> throw new AssertionError("expected a value, got " + failure);
        };
    }

    public static Failure failure(Outcome<?> outcome) {
        return switch (outcome) {
            case Ok<?> ok -> throw new AssertionError("expected a failure, got a value");
            case Failed<?>(Failure failure) -> failure;
        };
    }

    /** The bytes of a secret, which is closed. */
    public static byte[] bytes(Outcome<SecretBytes> outcome) {
        try (SecretBytes secret = value(outcome)) {
            return secret.exposeTo(byte[]::clone);
        }
    }
}
