package dev.baokms.auth.jwt;

import java.time.Duration;
import java.util.function.Function;

/**
 * What one step towards a JWT came to. Inside this package a problem keeps its name, so that a check can say its sentence and a login
 * can make a failure of it.
 *
 * @param <T> what the step gives
 */
sealed interface JwtAttempt<T> {
    record Got<T>(T value) implements JwtAttempt<T> {}

    /** @param retryAfter what a busy server asks for; zero when not said */
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
