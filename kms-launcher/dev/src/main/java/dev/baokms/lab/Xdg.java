package dev.baokms.lab;

import java.nio.file.Path;
import java.util.Map;

/** The directories of a user, as defined in the XDG Base Directory Specification. */
final class Xdg {
    private static final String OURS = "bao-kms-provider";

    private Xdg() {}

    /** @param fallback below the home directory; the specification ignores a relative path in the variable */
    static Path folder(Map<String, String> environment, String variable, String fallback) {
        Path named = Path.of(environment.getOrDefault(variable, ""));
        Path base = named.isAbsolute()
                ? named
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), fallback);
        return base.resolve(OURS);
    }
}
