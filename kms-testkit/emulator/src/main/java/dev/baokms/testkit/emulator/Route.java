package dev.baokms.testkit.emulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of a backend, the operations it has and the parameters it knows.
 *
 * @param template such as {@code keys/:name/rotate}, relative to the mount
 * @param captures the names in it, in order
 * @param fields the names a body or query may have
 * @param handlers by operation
 * @param writing the operations that a standby hands to the leader
 * @param login whether it works without a token
 */
record Route(
        String template,
        Pattern pattern,
        List<String> captures,
        Set<String> fields,
        Map<Operation, Handler> handlers,
        Set<Operation> writing,
        boolean login) {
    enum Operation {
        READ,
        LIST,
        UPDATE,
        DELETE,
        PATCH,
        SCAN;

        /** What a policy calls it; an update of what is not there is a creation. */
        String capability() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @FunctionalInterface
    interface Handler {
        Response answer(RoutedRequest call);
    }

    private static final String NAME = "([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)";

    /** What {@code :path} stands for. */
    private static final String ANY_DEPTH = "(.+)";

    static Builder at(String template) {
        return new Builder(template);
    }

    /** The values of the template's names, if the path is this route's. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < captures.size(); i++) {
            String value = matcher.group(i + 1);
            if (value != null) {
                values.put(captures.get(i), value);
            }
        }
        return Optional.of(values);
    }

    /** The template without names: what requests are counted under. */
    String label() {
        return template.replaceAll("/:[a-z]+\\??|/$", "");
    }

    @Nullable
    Handler handler(Operation operation) {
        return handlers.get(operation);
    }

    /** Collects the operations of one route. */
    static final class Builder {
        private final String template;
        private final Set<String> fields = new HashSet<>();
        private final Map<Operation, Handler> handlers = new LinkedHashMap<>();
        private final Set<Operation> writing = new HashSet<>();

        private Builder(String template) {
            this.template = template;
        }

        Builder fields(String... names) {
            fields.addAll(List.of(names));
            return this;
        }

        /** An operation that every node can do from what it knows. */
        Builder local(Operation operation, Handler handler) {
            handlers.put(operation, handler);
            return this;
        }

        /** An operation that only the leader can do. */
        Builder write(Operation operation, Handler handler) {
            writing.add(operation);
            return local(operation, handler);
        }

        Route build() {
            return build(false);
        }

        Route login() {
            return build(true);
        }

        private Route build(boolean login) {
            List<String> captures = new ArrayList<>();
            var regex = new StringBuilder();
            for (String segment : template.split("/", -1)) {
                boolean optional = segment.endsWith("?");
                String slash = regex.isEmpty() ? "" : "/";
                if (segment.startsWith(":")) {
                    String name = optional ? segment.substring(1, segment.length() - 1) : segment.substring(1);
                    String value = name.equals("path") ? ANY_DEPTH : NAME;
                    captures.add(name);
                    regex.append(optional ? "(?:" + slash + value + ")?" : slash + value);
                } else {
                    regex.append(slash).append(Pattern.quote(segment));
                }
            }
            return new Route(template, Pattern.compile(regex.toString()), captures, fields, handlers, writing, login);
        }
    }
}
