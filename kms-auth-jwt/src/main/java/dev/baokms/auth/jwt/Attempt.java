package dev.baokms.auth.jwt;

import java.time.Duration;
import java.util.function.Function;

/**
 * What one step towards a JWT came to. Inside this package a problem keeps its name, so that a check can say its sentence and a login
 * can make a failure of it.
 *
 * @param <T> what the step gives
 */
sealed interface Attempt<T> {
    record Got<T>(T value) implements Attempt<T> {}

    /** @param retryAfter what a busy server asks for; zero when not said */
    record Stopped<T>(JwtProblem problem, Duration retryAfter) implements Attempt<T> {}

    static <T> Attempt<T> got(T value) {
        return new Got<>(value);
    }

    static <T> Attempt<T> stopped(JwtProblem problem) {
        return new Stopped<>(problem, Duration.ZERO);
    }

    default <R> Attempt<R> then(Function<? super T, Attempt<R>> next) {
        return switch (this) {
            case Got<T>(T value) -> next.apply(value);
            case Stopped<T>(JwtProblem problem, Duration retryAfter) -> new Stopped<>(problem, retryAfter);
        };
    }
}
