package dev.baokms.daemon;

import dev.baokms.configuration.ConfigFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The arguments after {@code serve}. They are parsed by hand, because a command-line library takes a tenth of a second
 * to read the annotations of all commands, and the daemon must be back within one second.
 */
public sealed interface ServeArguments {
    /** The arguments are valid. */
    record Accepted(ConfigFlags flags) implements ServeArguments {}

    /** @param problem names the argument and what is wrong with it */
    record Wrong(String problem) implements ServeArguments {}

    /**
     * Returns every flag with the placeholder for its value. Each flag takes one value, after a blank or after
     * {@code =}.
     */
    static Map<String, String> flags() {
        return new TreeMap<>(Map.of(
                "--config", "FILE",
                "--log-level", "LEVEL",
                "--metrics-address", "ADDRESS",
                "--health-address", "ADDRESS"));
    }

    /** Returns all flags on one line. */
    static String synopsis() {
        return flags().entrySet().stream()
                .map(flag -> "[" + flag.getKey() + "=" + flag.getValue() + "]")
                .collect(Collectors.joining(" "));
    }

    static ServeArguments parse(List<String> arguments) {
        Map<String, String> labels = flags();
        var given = new HashMap<String, String>();
        var unknown = new ArrayList<String>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String label = labels.get(name);
            if (label == null) {
                unknown.add(argument);
            } else if (equals < 0 && !rest.hasNext()) {
                return new Wrong(CommandLineTexts.needsValue(name, label));
            } else if (given.put(name, equals < 0 ? rest.next() : argument.substring(equals + 1)) != null) {
                return new Wrong(CommandLineTexts.givenTwice(name));
            }
        }
        if (!unknown.isEmpty()) {
            return new Wrong(CommandLineTexts.noSuchOption(unknown));
        }
        return new Accepted(new ConfigFlags(
                Optional.ofNullable(given.get("--config")).map(Path::of),
                Optional.ofNullable(given.get("--log-level")),
                Optional.ofNullable(given.get("--metrics-address")),
                Optional.ofNullable(given.get("--health-address"))));
    }
}
