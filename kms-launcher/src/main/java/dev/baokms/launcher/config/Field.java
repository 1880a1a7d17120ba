package dev.baokms.launcher.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One field of the file.
 *
 * @param path dotted, such as {@code server.socketPath}
 * @param kind how its text is read
 * @param fallback text of its default, if it has one; several texts never are a default
 * @param required whether it must be given, if its conditions hold
 * @param conditions choices elsewhere in the file without which it is not looked at
 * @param environment the variable that may set it
 * @param meaning one sentence for the reference
 */
record Field<T>(
        String path,
        Kind<T> kind,
        Optional<String> fallback,
        boolean required,
        List<Condition> conditions,
        Optional<String> environment,
        String meaning) {

    /** A choice made by another field. */
    record Condition(Field<String> selector, String choice) {
        @Override
        public String toString() {
            return selector.path() + " " + choice;
        }
    }

    static <T> Field<T> required(String path, Kind<T> kind, String meaning) {
        return new Field<>(path, kind, Optional.empty(), true, List.of(), Optional.empty(), meaning);
    }

    static <T> Field<T> optional(String path, Kind<T> kind, String meaning) {
        return new Field<>(path, kind, Optional.empty(), false, List.of(), Optional.empty(), meaning);
    }

    static <T> Field<T> withDefault(String path, Kind<T> kind, String fallback, String meaning) {
        return new Field<>(path, kind, Optional.of(fallback), false, List.of(), Optional.empty(), meaning);
    }

    Field<T> settableBy(String variable) {
        return new Field<>(path, kind, fallback, required, conditions, Optional.of(variable), meaning);
    }

    Field<T> onlyWith(Field<String> selector, String choice) {
        List<Condition> all = Stream.concat(conditions.stream(), Stream.of(new Condition(selector, choice)))
                .toList();
        return new Field<>(path, kind, fallback, required, all, environment, meaning);
    }

    /** When it is required, for people; empty when it always is. */
    String conditionText() {
        return conditions.isEmpty()
                ? ""
                : conditions.stream().map(Condition::toString).collect(Collectors.joining(" and ", " with ", ""));
    }
}
