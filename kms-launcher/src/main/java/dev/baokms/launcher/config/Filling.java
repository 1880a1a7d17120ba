package dev.baokms.launcher.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a file of values may leave to whoever reads it. Such a file has the fields of a configuration and fewer of them are required.
 *
 * @param fixed dotted path to a value that is made elsewhere, so that the file must not have one; its source names the maker
 * @param filled dotted path to the text it has when the file says nothing
 * @param below dotted path of a field to the directory in which its file must be
 */
public record Filling(Map<String, Config.Resolved> fixed, Map<String, String> filled, Map<String, Path> below) {
    static final Filling NONE = new Filling(Map.of(), Map.of(), Map.of());

    public Filling {
        fixed = Map.copyOf(fixed);
        filled = Map.copyOf(filled);
        below = Map.copyOf(below);
    }
}
