package dev.baokms.launcher.config;

import dev.baokms.core.key.KeyScope;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and judges a configuration in one pass. Precedence: default, file, environment, flag. */
public final class ConfigReader {
    private static final long MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final Map<String, String> flags;
    private final Filling filling;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Config.Resolved> sources = new LinkedHashMap<>();

    private ConfigReader(Map<String, String> environment, Map<String, String> flags, Filling filling) {
        this.environment = environment;
        this.flags = flags;
        this.filling = filling;
    }

    /**
     * @param file the YAML file
     * @param environment the process environment
     * @param flags dotted field path to the text a flag gave it
     * @throws ConfigException with every problem
     */
    public static Config read(Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        var reader = new ConfigReader(environment, flags, Filling.NONE);
        return reader.read(file.toString(), reader.textOf(file));
    }

    /**
     * Reads a file of values. No environment counts: it is not the daemon's.
     *
     * @throws ConfigException with every problem
     */
    public static Config readValues(Path file, Filling filling) throws ConfigException {
        var reader = new ConfigReader(Map.of(), Map.of(), filling);
        return reader.read(file.toString(), reader.textOf(file));
    }

    static Config parse(String name, String yaml) throws ConfigException {
        return new ConfigReader(Map.of(), Map.of(), Filling.NONE).read(name, yaml);
    }

    private String textOf(Path file) throws ConfigException {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw alone(file, "is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw alone(file, "does not exist; give another path with --config or create it");
        } catch (CharacterCodingException e) {
            throw alone(file, "is not UTF-8");
        } catch (IOException e) {
            throw alone(file, "cannot be read; check that it is a file this user may read");
        }
    }

    private static ConfigException alone(Path file, String text) {
        return new ConfigException(List.of(new Problem(file + ":1:1", "", text)));
    }

    private Config read(String name, String yaml) throws ConfigException {
        YamlFields file = YamlFields.read(name, yaml, problems);
        boolean readable = problems.stream().noneMatch(p -> p.field().isEmpty());
        for (Field<?> field : Fields.ALL) {
            resolve(field, file);
        }
        if (readable) {
            checkRequired(file);
            checkAddresses(file);
        }
        checkTogether(file);
        checkFilling(file);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Config(values, sources);
    }

    private void resolve(Field<?> field, YamlFields file) {
        Optional<Config.Resolved> given = Optional.ofNullable(flags.get(field.path()))
                .map(text -> new Config.Resolved(List.of(text), "flag for " + field.path()))
                .or(() -> field.environment()
                        .flatMap(variable -> Optional.ofNullable(environment.get(variable))
                                .map(text -> new Config.Resolved(List.of(text), "environment " + variable))))
                .or(() -> Optional.ofNullable(filling.fixed().get(field.path())))
                .or(() -> file.entry(field.path()).map(e -> new Config.Resolved(e.texts(), e.place())))
                .or(() -> Optional.ofNullable(filling.filled().get(field.path()))
                        .filter(text -> applies(field))
                        .map(text -> new Config.Resolved(List.of(text), "filled in")))
                .or(() -> field.fallback().map(text -> new Config.Resolved(List.of(text), "default")));
        if (given.isEmpty()) {
            return;
        }
        try {
            values.put(field.path(), field.kind().parser().parse(given.get().texts()));
            sources.put(field.path(), given.get());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(given.get().source(), field.path(), String.valueOf(e.getMessage())));
        }
    }

    private void checkRequired(YamlFields file) {
        for (Field<?> field : Fields.ALL) {
            boolean given = sources.containsKey(field.path())
                    || problems.stream().anyMatch(p -> p.field().equals(field.path()));
            if (field.required() && applies(field) && !given) {
                problems.add(new Problem(
                        file.placeFor(field.path()),
                        field.path(),
                        "is missing; need a " + field.kind().name() + field.conditionText()));
            }
        }
    }

    private boolean applies(Field<?> field) {
        return field.conditions().stream()
                .allMatch(condition -> value(condition.selector()).equals(Optional.of(condition.choice())));
    }

    private void checkAddresses(YamlFields file) {
        boolean one = values.containsKey(Fields.ADDRESS.path());
        boolean several = values.containsKey(Fields.ADDRESSES.path());
        boolean refused = problems.stream().anyMatch(p -> p.field().startsWith("openbao.address"));
        if (one == several && !refused) {
            complain(
                    file,
                    Fields.ADDRESSES,
                    one
                            ? "give either openbao.address or openbao.addresses, not both"
                            : "is missing; need openbao.address or openbao.addresses");
        }
        value(Fields.ADDRESSES)
                .filter(List::isEmpty)
                .ifPresent(none -> complain(file, Fields.ADDRESSES, "need at least one"));
    }

    private void checkTogether(YamlFields file) {
        for (Field<String> label : List.of(
                Fields.PROVIDER_NAME, Fields.CLUSTER_ID, Fields.INSTANCE_ID, Fields.MOUNT_ID, Fields.LINEAGE_ID)) {
            value(label).flatMap(KeyScope::labelProblem).ifPresent(rule -> complain(file, label, rule));
        }
        value(Fields.NAMESPACE)
                .filter(namespace -> !namespace.isEmpty())
                .flatMap(KeyScope::namespaceProblem)
                .ifPresent(rule -> complain(file, Fields.NAMESPACE, rule));
        positive(file, Fields.TIMEOUT, Fields.PROBE_INTERVAL, Fields.DEEP_PROBE_INTERVAL, Fields.MAX_STALENESS);
        value(Fields.TIMEOUT)
                .filter(timeout -> timeout.compareTo(Duration.ofMillis(2500)) > 0)
                .ifPresent(timeout -> complain(
                        file,
                        Fields.TIMEOUT,
                        "need at most 2500ms: the API server gives up after 3s and hides the reason"));
        notLonger(file, Fields.PROBE_INTERVAL, Fields.DEEP_PROBE_INTERVAL);
        notLonger(file, Fields.FAILURE_GRACE, Fields.MAX_STALENESS);
        notLonger(file, Fields.PROBE_INTERVAL, Fields.MAX_STALENESS);
        checkGrant(file);
    }

    private void checkFilling(YamlFields file) {
        if (filling.equals(Filling.NONE)) {
            return;
        }
        value(Fields.PROVIDER_NAME)
                .filter(name -> name.contains(":"))
                .ifPresent(name -> complain(file, Fields.PROVIDER_NAME, "kube-apiserver takes no name with a colon"));
        boolean bound =
                value(AuthFields.JWT_AUDIENCE).filter(list -> !list.isEmpty()).isPresent()
                        || value(AuthFields.JWT_SUBJECT).isPresent();
        if (applies(AuthFields.JWT_ROLE) && !bound) {
            complain(
                    file,
                    AuthFields.JWT_AUDIENCE,
                    "is missing; OpenBao's role must be bound to it or to auth.jwt.expectedSubject");
        }
        filling.fixed()
                .forEach((path, made) -> file.entry(path)
                        .ifPresent(given -> problems.add(new Problem(
                                given.place(),
                                path,
                                "is made by " + made.source() + "; leave it out or leave that flag out"))));
        filling.below().forEach((path, directory) -> {
            if (values.get(path) instanceof Path given && !given.normalize().startsWith(directory)) {
                Config.Resolved from = Optional.ofNullable(sources.get(path)).orElseThrow();
                problems.add(new Problem(from.source(), path, "need a file below " + directory));
            }
        });
    }

    /** A token that came over the network is not believed by its origin alone. */
    private void checkGrant(YamlFields file) {
        if (applies(AuthFields.TOKEN_URL)) {
            for (Field<?> expected : List.of(AuthFields.JWT_ISSUER, AuthFields.JWT_AUDIENCE)) {
                if (!sources.containsKey(expected.path()) || value(expected).equals(Optional.of(List.of()))) {
                    complain(file, expected, "is missing; need it with auth.jwt.source oauth2");
                }
            }
        }
    }

    @SafeVarargs
    private void positive(YamlFields file, Field<Duration>... fields) {
        for (Field<Duration> field : fields) {
            value(field).filter(d -> !d.isPositive()).ifPresent(d -> complain(file, field, "need more than 0s"));
        }
    }

    private void notLonger(YamlFields file, Field<Duration> shorter, Field<Duration> longer) {
        value(shorter)
                .ifPresent(a -> value(longer)
                        .filter(b -> a.compareTo(b) > 0)
                        .ifPresent(b -> complain(file, shorter, "must not be longer than " + longer.path())));
    }

    @SuppressWarnings("unchecked") // put in by resolve under the kind of the same field
    private <T> Optional<T> value(Field<T> field) {
        return Optional.ofNullable((T) values.get(field.path()));
    }

    private void complain(YamlFields file, Field<?> field, String text) {
        Config.Resolved given = sources.get(field.path());
        String place = given == null || given.source().equals("default") ? file.placeFor(field.path()) : given.source();
        problems.add(new Problem(place, field.path(), text));
    }
}
