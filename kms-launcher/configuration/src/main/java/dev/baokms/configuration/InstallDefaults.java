package dev.baokms.configuration;

import java.nio.file.Path;
import java.util.Map;

/**
 * Values that a file of values may leave to the command that reads it. Such a file has the fields of a configuration,
 * but fewer of them are required.
 *
 * @param fixed dotted path to a value that is made elsewhere, so that the file must not have one; its source names the
 *     maker
 * @param filled dotted path to the text that applies when the file says nothing
 * @param below dotted path of a field to the directory that must contain the field's file
 * @param rules what an installation requires beyond a valid configuration
 */
public record InstallDefaults(
        Map<String, Config.Resolved> fixed, Map<String, String> filled, Map<String, Path> below, Rules rules) {
    static final InstallDefaults NONE = new InstallDefaults(Map.of(), Map.of(), Map.of(), config -> Map.of());

    /** Checks a configuration that is otherwise valid. */
    @FunctionalInterface
    public interface Rules {
        /** Returns the dotted path of each field that breaks a rule, with that rule. */
        Map<String, String> problems(Config config);
    }

    public InstallDefaults {
        fixed = Map.copyOf(fixed);
        filled = Map.copyOf(filled);
        below = Map.copyOf(below);
    }
}
