package dev.baokms.kubernetes;

import dev.baokms.kubernetes.EncryptionConfig.Group;
import dev.baokms.kubernetes.EncryptionConfig.Transformer;
import dev.baokms.kubernetes.EncryptionConfig.Transformer.KmsTransformer;
import dev.baokms.kubernetes.Value.Field;
import dev.baokms.kubernetes.Value.Fields;
import dev.baokms.kubernetes.Value.Items;
import dev.baokms.kubernetes.Value.Kind;
import dev.baokms.kubernetes.Value.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an EncryptionConfiguration as kube-apiserver does, first with its strict decoder, then with its
 * ValidateEncryptionConfiguration. An unknown field or a repeated field is an error; null counts as absent. Problems
 * name places and fields, never values, since some values are keys.
 */
public final class EncryptionConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String API_VERSION = "apiserver.config.k8s.io/v1";
    /** The versions of the kind EncryptionConfig, which the API server still accepts. */
    private static final Set<String> LEGACY_VERSIONS = Set.of("v1", "/v1");

    /** kube-apiserver's default when the file does not say. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

    private static final Set<String> PROVIDERS = Set.of("kms", "identity", "aescbc", "aesgcm", "secretbox");
    private static final Set<Integer> AES_BYTES = Set.of(16, 24, 32);
    private static final Set<Integer> SECRETBOX_BYTES = Set.of(32);

    private final Path file;
    // A set, because a problem in a part that aliases repeat would be reported for each alias.
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> kmsNames = new HashSet<>();

    private byte[] bytes = new byte[0];

    public EncryptionConfigReader(Path file) {
        this.file = file;
    }

    /** Returns what could be read. It is complete only when {@link #problems} is empty. */
    public EncryptionConfig read() {
        try {
            bytes = content();
            if (bytes.length > MAX_BYTES) {
                return refused(KubernetesTexts.tooLarge(file, MAX_BYTES));
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return document(JsonText.isJson(text) ? JsonText.read(file, text) : YamlText.read(file, bytes));
        } catch (RefusedException e) {
            return refused(e.problem());
        } catch (IOException e) {
            return refused(KubernetesTexts.cannotBeRead(file));
        }
    }

    /** Reads the content without trust in the reported size: a pipe, for example, reports none. */
    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    /** The bytes that were read, as they are in the file; empty before {@link #read}. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    private EncryptionConfig refused(String problem) {
        problems.add(problem);
        return new EncryptionConfig(List.of());
    }

    private EncryptionConfig document(Value root) {
        if (isNothing(root)) {
            return refused(KubernetesTexts.empty(file));
        }
        Map<String, Value> fields = fields(root, Set.of("apiVersion", "kind", "resources"));
        Optional<String> kind = text(root, fields, "kind");
        Optional<String> version = text(root, fields, "apiVersion");
        boolean legacy = kind.equals(Optional.of("EncryptionConfig"))
                && version.filter(LEGACY_VERSIONS::contains).isPresent();
        if (!legacy) {
            expect(fields.getOrDefault("kind", root), "kind", kind, "EncryptionConfiguration");
            expect(fields.getOrDefault("apiVersion", root), "apiVersion", version, API_VERSION);
        }
        return new EncryptionConfig(
                items(root, fields, "resources").stream().map(this::group).toList());
    }

    private Group group(Value value) {
        Map<String, Value> fields = fields(value, Set.of("resources", "providers"));
        var resources = new ArrayList<String>();
        for (Value item : items(value, fields, "resources")) {
            text(item, "resources").ifPresent(name -> {
                ResourceNames.problem(name).ifPresent(rule -> problem(item, rule));
                resources.add(name);
            });
        }
        ResourceNames.overlap(resources).ifPresent(rule -> problem(fields.getOrDefault("resources", value), rule));
        List<Transformer> providers = items(value, fields, "providers").stream()
                .flatMap(item -> provider(item).stream())
                .toList();
        return new Group(resources, providers, value.place());
    }

    private Optional<Transformer> provider(Value value) {
        Map<String, Value> kinds = fields(value, PROVIDERS);
        if (kinds.size() != 1) {
            problem(value, KubernetesTexts.ONE_PROVIDER);
            return Optional.empty();
        }
        String kind = kinds.keySet().iterator().next();
        Value body = kinds.values().iterator().next();
        return switch (kind) {
            case "kms" -> Optional.of(kms(body));
            case "identity" -> {
                fields(body, Set.of());
                yield Optional.of(new Transformer.Identity());
            }
            default -> {
                keys(body, kind.equals("secretbox") ? SECRETBOX_BYTES : AES_BYTES);
                yield Optional.of(new Transformer.Other(kind));
            }
        };
    }

    private KmsTransformer kms(Value body) {
        Map<String, Value> fields = fields(body, Set.of("apiVersion", "name", "cachesize", "endpoint", "timeout"));
        String version =
                text(body, fields, "apiVersion").filter(text -> !text.isEmpty()).orElse("v1");
        if (!version.equals("v1") && !version.equals("v2")) {
            problem(fields.getOrDefault("apiVersion", body), KubernetesTexts.KMS_VERSION);
        }
        String name = required(body, fields, "name");
        if (!version.equals("v1") && name.contains(":")) {
            problem(fields.getOrDefault("name", body), KubernetesTexts.COLON_IN_NAME);
        }
        if (!kmsNames.add(name) && !version.equals("v1")) {
            problem(body, KubernetesTexts.NAME_USED_TWICE);
        }
        String endpoint = required(body, fields, "endpoint");
        if (!endpoint.isEmpty() && !KmsEndpoint.isUnix(endpoint)) {
            problem(fields.getOrDefault("endpoint", body), KubernetesTexts.ENDPOINT);
        }
        Optional.ofNullable(fields.get("cachesize")).ifPresent(size -> cacheSize(size, version));
        Duration timeout = Optional.ofNullable(fields.get("timeout"))
                .flatMap(this::timeout)
                .orElse(DEFAULT_TIMEOUT);
        return new KmsTransformer(version, name, endpoint, timeout, body.place());
    }

    private Optional<Duration> timeout(Value value) {
        Optional<Duration> timeout = text(value, "timeout").flatMap(text -> {
            Optional<Duration> duration = GoDuration.parse(text);
            if (duration.isEmpty()) {
                problem(value, KubernetesTexts.NOT_A_DURATION);
            }
            return duration;
        });
        if (timeout.filter(duration -> !duration.isPositive()).isPresent()) {
            problem(value, KubernetesTexts.NO_TIMEOUT);
        }
        return timeout;
    }

    private void cacheSize(Value value, String version) {
        Optional<Integer> size = value instanceof Scalar scalar && scalar.kind() == Kind.NUMBER
                ? int32(scalar.text())
                : Optional.empty();
        if (!version.equals("v1")) {
            problem(value, KubernetesTexts.CACHE_OF_V2);
        } else if (size.isEmpty()) {
            problem(value, KubernetesTexts.CACHE_NOT_A_NUMBER);
        } else if (size.get() == 0) {
            problem(value, KubernetesTexts.CACHE_OF_NOTHING);
        }
    }

    private static Optional<Integer> int32(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void keys(Value body, Set<Integer> lengths) {
        for (Value key : items(body, fields(body, Set.of("keys")), "keys")) {
            Map<String, Value> fields = fields(key, Set.of("name", "secret"));
            required(key, fields, "name");
            String secret = required(key, fields, "secret");
            Optional<byte[]> bytes = KeyBase64.decode(secret);
            if (!secret.isEmpty()
                    && bytes.filter(decoded -> lengths.contains(decoded.length)).isEmpty()) {
                problem(fields.getOrDefault("secret", key), KubernetesTexts.secret(lengths));
            }
        }
    }

    /** Returns the fields that are present and not null. */
    private Map<String, Value> fields(Value value, Set<String> allowed) {
        var fields = new LinkedHashMap<String, Value>();
        if (value instanceof Fields mapping) {
            for (Field field : mapping.entries()) {
                if (!allowed.contains(field.name())) {
                    problem(field.place(), KubernetesTexts.UNKNOWN_FIELD);
                } else if (fields.put(field.name(), field.value()) != null) {
                    problem(field.place(), KubernetesTexts.givenTwice(field.name()));
                }
            }
        } else if (!isNothing(value)) {
            problem(value, KubernetesTexts.NEEDS_MAPPING);
        }
        fields.values().removeIf(EncryptionConfigReader::isNothing);
        return fields;
    }

    private static boolean isNothing(Value value) {
        return value instanceof Scalar scalar && scalar.kind() == Kind.NOTHING;
    }

    private List<Value> items(Value parent, Map<String, Value> fields, String name) {
        if (fields.get(name) instanceof Items list && !list.values().isEmpty()) {
            return list.values();
        }
        problem(fields.getOrDefault(name, parent), KubernetesTexts.needsList(name));
        return List.of();
    }

    private void expect(Value value, String name, Optional<String> text, String expected) {
        if (text.filter(found -> !found.equals(expected)).isPresent()) {
            problem(value, KubernetesTexts.needsValue(name, expected));
        }
    }

    private String required(Value parent, Map<String, Value> fields, String name) {
        Optional<String> text = text(parent, fields, name);
        if (text.filter(String::isEmpty).isPresent()) {
            problem(fields.getOrDefault(name, parent), KubernetesTexts.needs(name));
        }
        return text.orElse("");
    }

    /** Returns empty text for an absent field, and nothing for a field with a reported problem. */
    private Optional<String> text(Value parent, Map<String, Value> fields, String name) {
        return fields.containsKey(name) ? text(fields.getOrDefault(name, parent), name) : Optional.of("");
    }

    private Optional<String> text(Value value, String name) {
        if (value instanceof Scalar scalar && (scalar.kind() == Kind.TEXT || scalar.kind() == Kind.NOTHING)) {
            return Optional.of(scalar.text());
        }
        problem(value, KubernetesTexts.needsText(name));
        return Optional.empty();
    }

    private void problem(Value value, String rule) {
        problem(value.place(), rule);
    }

    private void problem(String place, String rule) {
        problems.add(KubernetesTexts.at(place, rule));
    }
}
