package dev.baokms.auth.jwt;

import java.time.Duration;
import java.util.function.Function;

/**
 * The result of one step towards a JWT. Inside this package a problem stays a {@link JwtProblem}, so that a check can
 * print its sentence and a login can turn it into a failure.
 *
 * @param <T> what the step gives
 */
sealed interface JwtAttempt<T> {
    record Got<T>(T value) implements JwtAttempt<T> {}

    /** @param retryAfter the pause that a busy server requests; zero when not given */
    record Stopped<T>(JwtProblem problem, Duration retryAfter) implements JwtAttempt<T> {}

    static <T> JwtAttempt<T> got(T value) {
        return new Got<>(value);
    }

    static <T> JwtAttempt<T> stopped(JwtProblem problem) {
        return new Stopped<>(problem, Duration.ZERO);
    }

    default <R> JwtAttempt<R> then(Function<? super T, JwtAttempt<R>> next) {
        return switch (this) {
            case Got<T>(T value) -> next.apply(value);
            case Stopped<T>(JwtProblem problem, Duration retryAfter) -> new Stopped<>(problem, retryAfter);
        };
    }
}
