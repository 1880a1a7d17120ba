package dev.baokms.core.failure;

import java.util.function.Function;

/**
 * A value, or an expected failure instead of it. Bugs are exceptions and never appear here.
 *
 * @param <T> the value on success
 */
public sealed interface Outcome<T> {
    /** @param value what was asked for */
    record Ok<T>(T value) implements Outcome<T> {}

    /** @param failure why there is no value */
    record Failed<T>(Failure failure) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Outcome<T> failed(Failure failure) {
        return new Failed<>(failure);
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Ok<T>(T value) -> ok(change.apply(value));
            case Failed<T>(Failure failure) -> failed(failure);
        };
    }

    default <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Failed<T>(Failure failure) -> failed(failure);
        };
    }
}
