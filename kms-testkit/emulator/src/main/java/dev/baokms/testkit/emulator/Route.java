package dev.baokms.testkit.emulator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A path of a backend, with its operations and known parameters. */
final class Route {
    enum AclOperation {
        READ,
        LIST,
        UPDATE,
        DELETE,
        PATCH;

        /** The name of the operation in policies; an update of a missing object is a creation. */
        String capability() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @FunctionalInterface
    interface Handler {
        Response answer(RoutedRequest call);
    }

    private static final String NAME = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?";

    private final String template;
    private final Pattern pattern;
    private final Set<String> fields = new HashSet<>();
    private final Map<AclOperation, Handler> handlers = new EnumMap<>(AclOperation.class);
    private final Set<AclOperation> writing = EnumSet.noneOf(AclOperation.class);
    private boolean login;

    private Route(String template) {
        this.template = template;
        this.pattern = Pattern.compile(
                template.replace(":path", "(?<path>.+)").replaceAll(":([a-z]+)", "(?<$1>" + NAME + ")"));
    }

    /**
     * A route without operations.
     *
     * @param template such as {@code keys/:name/rotate}, relative to the mount; {@code :path} stands for any depth
     */
    static Route at(String template) {
        return new Route(template);
    }

    /** Names that a body or query may have. */
    Route fields(String... names) {
        fields.addAll(Arrays.asList(names));
        return this;
    }

    /** An operation that every node can do from its own state. */
    Route local(AclOperation operation, Handler handler) {
        handlers.put(operation, handler);
        return this;
    }

    /** An operation that only the leader can do. */
    Route write(AclOperation operation, Handler handler) {
        writing.add(operation);
        return local(operation, handler);
    }

    /** An operation that needs no token. */
    Route login(Handler handler) {
        login = true;
        return write(AclOperation.UPDATE, handler);
    }

    /** The values of the template's names, if the path matches this route. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        pattern.namedGroups().keySet().forEach(name -> values.put(name, matcher.group(name)));
        return Optional.of(values);
    }

    String template() {
        return template;
    }

    /** The template without names, under which requests are counted. */
    String label() {
        return template.replaceAll("/:[a-z]+|/$", "");
    }

    Set<String> fields() {
        return fields;
    }

    @Nullable
    Handler handler(AclOperation operation) {
        return handlers.get(operation);
    }

    boolean writes(AclOperation operation) {
        return writing.contains(operation);
    }

    boolean isLogin() {
        return login;
    }
}
