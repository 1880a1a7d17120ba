package dev.baokms.lab;

import java.nio.file.Path;
import java.util.Map;

/** Directories of a user as the XDG Base Directory Specification has them. */
final class Xdg {
    private static final String OURS = "bao-kms-provider";

    private Xdg() {}

    /** @param fallback below the home directory; a relative path in the variable counts as none, says the specification */
    static Path folder(Map<String, String> environment, String variable, String fallback) {
        Path named = Path.of(environment.getOrDefault(variable, ""));
        Path base = named.isAbsolute()
                ? named
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), fallback);
        return base.resolve(OURS);
    }
}
