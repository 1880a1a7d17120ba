package dev.baokms.configuration;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a file of values may leave to the command that reads it. Such a file has the fields of a configuration, and fewer of them are
 * required.
 *
 * @param fixed dotted path to a value that is made elsewhere, so that the file must not have one; its source names the maker
 * @param filled dotted path to the text it has when the file says nothing
 * @param below dotted path of a field to the directory in which its file must be
 * @param rules what an installation needs beyond a configuration that works
 */
public record InstallDefaults(
        Map<String, Config.Resolved> fixed, Map<String, String> filled, Map<String, Path> below, Rules rules) {
    static final InstallDefaults NONE = new InstallDefaults(Map.of(), Map.of(), Map.of(), config -> Map.of());

    /** Judges a configuration that is otherwise good. */
    @FunctionalInterface
    public interface Rules {
        /** Dotted path of the field to the rule it breaks. */
        Map<String, String> problems(Config config);
    }

    public InstallDefaults {
        fixed = Map.copyOf(fixed);
        filled = Map.copyOf(filled);
        below = Map.copyOf(below);
    }
}
