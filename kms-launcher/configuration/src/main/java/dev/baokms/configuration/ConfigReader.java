package dev.baokms.configuration;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import dev.baokms.telemetry.ListenAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads and checks a configuration in one pass. Each later source overrides the earlier ones: default, file,
 * environment, flag.
 *
 * <p>The reader knows types and required fields. The owners of the values know the rules: the reader creates their
 * records, and turns what they refuse into problems with the place of the field. So every accepted configuration can be
 * assembled.
 */
public final class ConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String ANY_VERSION = "unknown";

    private final Map<String, String> environment;
    private final Map<String, String> flags;
    private final InstallDefaults defaults;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Config.Resolved> sources = new LinkedHashMap<>();

    private ConfigReader(Map<String, String> environment, Map<String, String> flags, InstallDefaults defaults) {
        this.environment = environment;
        this.flags = flags;
        this.defaults = defaults;
    }

    /**
     * @param file the YAML file; only its owner, this process's user or root may be able to write it
     * @param environment the process environment
     * @param flags dotted field path to the text a flag gave it
     * @throws ConfigException with every problem
     */
    public static Config read(Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        return new ConfigReader(environment, flags, InstallDefaults.NONE)
                .read(PathText.printable(file), textOf(file, "--config"));
    }

    /**
     * Reads a file of values. The environment is ignored, since it is not the daemon's.
     *
     * @throws ConfigException with every problem
     */
    public static Config readValues(Path file, InstallDefaults defaults) throws ConfigException {
        return new ConfigReader(Map.of(), Map.of(), defaults).read(PathText.printable(file), textOf(file, "--values"));
    }

    static Config parse(String name, String yaml) throws ConfigException {
        return new ConfigReader(Map.of(), Map.of(), InstallDefaults.NONE).read(name, yaml);
    }

    /** @param option the option that names another file */
    private static String textOf(Path file, String option) throws ConfigException {
        Content content = TrustedFile.of(
                        file.toAbsolutePath(), TrustedFile.Kind.PUBLIC, ProcessIdentity.ofThisProcess())
                .read(MAX_BYTES);
        return switch (content) {
            case Content.Unusable(Flaw flaw, String advice) ->
                throw alone(file, Files.exists(file) ? advice : ConfigurationTexts.otherFile(advice, option));
            case Content.Bytes(var bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(ConfigReader::utf8)
                            .orElseThrow(() -> alone(file, ConfigurationTexts.NOT_UTF8));
                }
            }
        };
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static ConfigException alone(Path file, String text) {
        String name = PathText.printable(file);
        // Advice on a file begins with its path, which the problem already has in front.
        String alone = text.startsWith(name + " ") ? text.substring(name.length() + 1) : text;
        return new ConfigException(List.of(new Problem(name + ":1:1", "", alone)));
    }

    private Config read(String name, String yaml) throws ConfigException {
        YamlFields file = YamlFields.read(name, yaml, ConfigFields.ALL, problems);
        boolean readable =
                problems.stream().noneMatch(problem -> problem.field().isEmpty());
        ConfigFields.ALL.forEach(field -> resolve(field, file));
        if (readable) {
            checkRequired(file);
            checkAddresses(file);
            checkSockets(file);
        }
        var config = new Config(values, sources);
        checkOwners(config, file);
        checkInstallation(file);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private void resolve(Setting<?> field, YamlFields file) {
        String path = field.name();
        Optional<Config.Resolved> given = Optional.ofNullable(flags.get(path))
                .map(text -> new Config.Resolved(List.of(text), "flag for " + path))
                .or(() -> Optional.ofNullable(ConfigFields.ENVIRONMENT.get(path))
                        .flatMap(variable -> Optional.ofNullable(environment.get(variable))
                                .map(text -> new Config.Resolved(List.of(text), "environment " + variable))))
                .or(() -> Optional.ofNullable(defaults.fixed().get(path)))
                .or(() -> file.entry(path).map(entry -> new Config.Resolved(entry.texts(), entry.place())))
                .or(() -> Optional.ofNullable(defaults.filled().get(path))
                        .filter(text -> applies(field))
                        .map(text -> new Config.Resolved(List.of(text), "filled in")))
                .or(() -> field.fallback().map(text -> new Config.Resolved(List.of(text), "default")));
        if (given.isEmpty()) {
            return;
        }
        try {
            values.put(
                    path,
                    Objects.requireNonNull(
                            field.type().parser().parse(given.get().texts())));
            sources.put(path, given.get());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(given.get().source(), path, String.valueOf(e.getMessage())));
        }
    }

    private void checkRequired(YamlFields file) {
        for (Setting<?> field : ConfigFields.ALL) {
            if (field.required() && applies(field) && !isGiven(field.name()) && !isRefused(field.name())) {
                problems.add(new Problem(
                        file.placeFor(field.name()),
                        field.name(),
                        ConfigurationTexts.missing(YamlFields.wanted(field), field.conditionText())));
            }
        }
    }

    private boolean isGiven(String path) {
        return values.containsKey(path) && !(values.get(path) instanceof List<?> list && list.isEmpty());
    }

    private boolean applies(Setting<?> field) {
        return field.conditions().stream()
                .allMatch(condition -> condition
                        .choice()
                        .equals(values.get(condition.selector().name())));
    }

    private boolean isRefused(String path) {
        return problems.stream().anyMatch(problem -> problem.field().equals(path));
    }

    private void checkAddresses(YamlFields file) {
        boolean one = values.containsKey(ConfigFields.ADDRESS.name());
        boolean several = values.containsKey(ConfigFields.ADDRESSES.name());
        if (one == several && !isRefused(ConfigFields.ADDRESS.name()) && !isRefused(ConfigFields.ADDRESSES.name())) {
            complain(
                    file,
                    ConfigFields.ADDRESSES.name(),
                    one ? ConfigurationTexts.BOTH_ADDRESSES : ConfigurationTexts.NO_ADDRESS);
        }
    }

    /** Refuses two listeners at one path, since the second could never be bound. */
    private void checkSockets(YamlFields file) {
        if (!(values.get(ConfigFields.SOCKET_PATH.name()) instanceof String kms)) {
            return;
        }
        for (Setting<?> field : List.of(ConfigFields.METRICS_ADDRESS, ConfigFields.HEALTH_ADDRESS)) {
            if (values.get(field.name()) instanceof Optional<?> address
                    && address.orElse(null) instanceof ListenAddress.Unix unix
                    && unix.path().equals(PathText.parse(kms).normalize())) {
                complain(file, field.name(), ConfigurationTexts.SOCKET_TWICE);
            }
        }
    }

    /**
     * Creates every owner's record that has all its values, and turns what it refuses into problems with their places.
     */
    private void checkOwners(Config config, YamlFields file) {
        for (SettingsOwner<?> owner : SettingsOwner.all(config, ANY_VERSION)) {
            if (owner.fields().values().stream().allMatch(this::isUsable)) {
                refusals(owner.maker()).forEach((component, rule) -> {
                    String field = owner.fieldOf(component);
                    if (!isRefused(field)) {
                        complain(file, field, rule);
                    }
                });
            }
        }
    }

    private boolean isUsable(String path) {
        if (path.equals(ConfigFields.ADDRESSES.name()) || path.equals(ConfigFields.ADDRESS.name())) {
            // Either of the two fields is enough. An earlier check covers which of them it is.
            return values.containsKey(path);
        }
        Setting<?> field = ConfigFields.byName(path);
        return !isRefused(path) && (isGiven(path) || !field.required() || !applies(field));
    }

    private static Map<String, String> refusals(Supplier<?> record) {
        try {
            Objects.requireNonNull(record.get());
            return Map.of();
        } catch (InvalidSettings refused) {
            return refused.problems();
        }
    }

    private void checkInstallation(YamlFields file) {
        defaults.fixed()
                .forEach((path, made) -> file.entry(path)
                        .ifPresent(given -> problems.add(
                                new Problem(given.place(), path, ConfigurationTexts.madeBy(made.source())))));
        defaults.below().forEach((path, directory) -> {
            if (values.get(path) instanceof String given
                    && !PathText.parse(given).normalize().startsWith(directory)) {
                complain(file, path, ConfigurationTexts.needBelow(directory));
            }
        });
        if (problems.isEmpty()) {
            defaults.rules().problems(new Config(values, sources)).forEach((path, rule) -> complain(file, path, rule));
        }
    }

    private void complain(YamlFields file, String path, String text) {
        Config.Resolved given = sources.get(path);
        String place = given == null || given.source().equals("default") ? file.placeFor(path) : given.source();
        problems.add(new Problem(place, path, text));
    }
}
