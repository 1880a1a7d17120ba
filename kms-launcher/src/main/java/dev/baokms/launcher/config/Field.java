package dev.baokms.launcher.config;

import java.util.Optional;

/**
 * One field of the file.
 *
 * @param path dotted, such as {@code server.socketPath}
 * @param kind how its text is read
 * @param fallback text of its default, if it has one; several texts never are a default
 * @param required whether it must be given when the {@link Fields} rules ask for it
 * @param environment the variable that may set it
 * @param meaning one sentence for the reference
 */
record Field<T>(
        String path,
        Kind<T> kind,
        Optional<String> fallback,
        boolean required,
        Optional<String> environment,
        String meaning) {

    static <T> Field<T> required(String path, Kind<T> kind, String meaning) {
        return new Field<>(path, kind, Optional.empty(), true, Optional.empty(), meaning);
    }

    static <T> Field<T> optional(String path, Kind<T> kind, String meaning) {
        return new Field<>(path, kind, Optional.empty(), false, Optional.empty(), meaning);
    }

    static <T> Field<T> withDefault(String path, Kind<T> kind, String fallback, String meaning) {
        return new Field<>(path, kind, Optional.of(fallback), false, Optional.empty(), meaning);
    }

    Field<T> settableBy(String variable) {
        return new Field<>(path, kind, fallback, required, Optional.of(variable), meaning);
    }
}
