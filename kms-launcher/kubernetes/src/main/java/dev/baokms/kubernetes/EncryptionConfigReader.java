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
 * Reads an EncryptionConfiguration as kube-apiserver does: its strict decoder, then its ValidateEncryptionConfiguration. A field it
 * does not know, or one given twice, is an error; null is as good as absent. Problems name places and fields, never values: some of
 * them are keys.
 */
public final class EncryptionConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String API_VERSION = "apiserver.config.k8s.io/v1";
    /** Of the kind EncryptionConfig, which the API server still takes. */
    private static final Set<String> LEGACY_VERSIONS = Set.of("v1", "/v1");

    /** kube-apiserver's, when the file does not say. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

    private static final Set<String> PROVIDERS = Set.of("kms", "identity", "aescbc", "aesgcm", "secretbox");
    private static final Set<Integer> AES_BYTES = Set.of(16, 24, 32);
    private static final Set<Integer> SECRETBOX_BYTES = Set.of(32);

    private final Path file;
    // A set, because what an alias repeats would be told each time.
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> kmsNames = new HashSet<>();

    private byte[] bytes = new byte[0];

    public EncryptionConfigReader(Path file) {
        this.file = file;
    }

    /** What could be made of it; complete only without {@link #problems}. */
    public EncryptionConfig read() {
        try {
            bytes = content();
            if (bytes.length > MAX_BYTES) {
                return refused(file + " is larger than " + MAX_BYTES + " bytes; give the API server's file");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return document(JsonText.isJson(text) ? JsonText.read(file, text) : YamlText.read(file, bytes));
        } catch (RefusedException e) {
            return refused(e.problem());
        } catch (IOException e) {
            return refused(
                    file + " cannot be read by this user; correct --encryption-config, or give a copy that can be");
        }
    }

    /** Without trust in what a file says of its size: what is no file, such as a pipe, says nothing of it. */
    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    /** What was read, as it stands in the file; nothing before {@link #read}. */
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
            return refused(file + " is empty; the API server refuses that");
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
            problem(value, "a list element needs exactly one kind of provider; identity is written with {}");
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
            problem(fields.getOrDefault("apiVersion", body), "apiVersion is v1 or v2; write v2");
        }
        String name = required(body, fields, "name");
        if (!version.equals("v1") && name.contains(":")) {
            problem(
                    fields.getOrDefault("name", body),
                    "the name must not contain a colon; it is part of what etcd stores");
        }
        if (!kmsNames.add(name) && !version.equals("v1")) {
            problem(body, "the name is used twice; list all resources in one place");
        }
        String endpoint = required(body, fields, "endpoint");
        if (!endpoint.isEmpty() && !KmsEndpoint.isUnix(endpoint)) {
            problem(
                    fields.getOrDefault("endpoint", body),
                    "the endpoint is no URL of a socket; write unix:// and its path");
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
                problem(value, "the timeout is no duration; write 3s");
            }
            return duration;
        });
        if (timeout.filter(duration -> !duration.isPositive()).isPresent()) {
            problem(value, "the timeout must be longer than 0; write 3s");
        }
        return timeout;
    }

    private void cacheSize(Value value, String version) {
        Optional<Integer> size = value instanceof Scalar scalar && scalar.kind() == Kind.NUMBER
                ? int32(scalar.text())
                : Optional.empty();
        if (!version.equals("v1")) {
            problem(value, "remove cachesize, which v2 refuses");
        } else if (size.isEmpty()) {
            problem(value, "cachesize must be a whole number of 32 bits");
        } else if (size.get() == 0) {
            problem(value, "cachesize must not be 0; a negative one turns the cache off");
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
                problem(
                        fields.getOrDefault("secret", key),
                        "the secret must be base64 of a key of 32 bytes" + (lengths.contains(16) ? ", 24 or 16" : ""));
            }
        }
    }

    /** Those that say something. */
    private Map<String, Value> fields(Value value, Set<String> allowed) {
        var fields = new LinkedHashMap<String, Value>();
        if (value instanceof Fields mapping) {
            for (Field field : mapping.entries()) {
                if (!allowed.contains(field.name())) {
                    problem(field.place(), "the API server knows no such field here; remove it");
                } else if (fields.put(field.name(), field.value()) != null) {
                    problem(field.place(), field.name() + " is given twice, if only by a merge; remove one");
                }
            }
        } else if (!isNothing(value)) {
            problem(value, "need a mapping; write {} for an empty one");
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
        problem(fields.getOrDefault(name, parent), "need a list of " + name);
        return List.of();
    }

    private void expect(Value value, String name, Optional<String> text, String expected) {
        if (text.filter(found -> !found.equals(expected)).isPresent()) {
            problem(value, "need " + name + ": " + expected);
        }
    }

    private String required(Value parent, Map<String, Value> fields, String name) {
        Optional<String> text = text(parent, fields, name);
        if (text.filter(String::isEmpty).isPresent()) {
            problem(fields.getOrDefault(name, parent), "need " + name);
        }
        return text.orElse("");
    }

    /** Empty text for an absent field, nothing for one that is told as a problem. */
    private Optional<String> text(Value parent, Map<String, Value> fields, String name) {
        return fields.containsKey(name) ? text(fields.getOrDefault(name, parent), name) : Optional.of("");
    }

    private Optional<String> text(Value value, String name) {
        if (value instanceof Scalar scalar && (scalar.kind() == Kind.TEXT || scalar.kind() == Kind.NOTHING)) {
            return Optional.of(scalar.text());
        }
        problem(value, name + " must be text; put it into quotes");
        return Optional.empty();
    }

    private void problem(Value value, String rule) {
        problem(value.place(), rule);
    }

    private void problem(String place, String rule) {
        problems.add(place + ": " + rule);
    }
}
