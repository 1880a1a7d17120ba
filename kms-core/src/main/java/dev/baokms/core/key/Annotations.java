package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is stored in the clear beside each object to say which key opens it: exactly these keys and no others.
 *
 * <p>All values except the plugin version must equal those that the key_id implies, so an object made from parts of
 * others is refused before Transit is asked.
 */
public final class Annotations {
    static final String PROVIDER = "openbao-transit";
    /** kube-apiserver's limit on keys and values together (annotationsMaxSize). */
    public static final int MAX_TOTAL_BYTES = 32 * 1024;

    private static final String SUFFIX = ".kms.openbao.org";
    private static final String PROVIDER_KEY = "provider" + SUFFIX;
    /** Its value is the hash of the key_id. */
    public static final String KEY_ID_HASH = "key-id-hash" + SUFFIX;
    /** Its value is the version, decimal. */
    public static final String VERSION = "transit-key-version" + SUFFIX;

    private static final String MOUNT_HASH = "transit-mount-hash" + SUFFIX;
    private static final String KEY_HASH = "transit-key-hash" + SUFFIX;
    private static final String NAMESPACE_HASH = "openbao-namespace-hash" + SUFFIX;
    private static final String PLUGIN_VERSION = "plugin-version" + SUFFIX;
    private static final String AAD_VERSION = "aad-version" + SUFFIX;
    private static final String MODE = "mode" + SUFFIX;
    private static final String CONTINUITY = "continuity";

    private final Map<String, String> values;

    private Annotations(Map<String, String> values) {
        this.values = values;
    }

    /** @param pluginVersion build version of the writer, not empty, never compared */
    public static Annotations of(KeyScope scope, KeyVersion version, String pluginVersion) {
        if (pluginVersion.isEmpty()) {
            throw new IllegalArgumentException("pluginVersion must not be empty");
        }
        SortedMap<String, String> values = implied(scope, version);
        values.put(PLUGIN_VERSION, pluginVersion);
        return new Annotations(values);
    }

    /** As {@link #of}, for a seed that was wrapped while the key's server could not be asked. */
    public static Annotations ofOutage(KeyScope scope, KeyVersion version, String pluginVersion) {
        var values = new TreeMap<>(of(scope, version, pluginVersion).values);
        values.put(MODE, CONTINUITY);
        return new Annotations(values);
    }

    /** What the version implies: everything except the writer's version and mode. */
    private static SortedMap<String, String> implied(KeyScope scope, KeyVersion version) {
        var values = new TreeMap<String, String>();
        values.put(PROVIDER_KEY, PROVIDER);
        values.put(KEY_ID_HASH, KeyId.derive(scope, version).hash());
        values.put(VERSION, Integer.toString(version.number()));
        values.put(MOUNT_HASH, Sha256.base64Url(scope.transitMountId()));
        values.put(KEY_HASH, Sha256.base64Url(scope.keyLineageId()));
        scope.namespace().ifPresent(namespace -> values.put(NAMESPACE_HASH, Sha256.base64Url(namespace)));
        values.put(AAD_VERSION, "v1");
        return values;
    }

    /** Checks only the size, which comes before every other check of a request. */
    public static Outcome<Map<String, byte[]>> withinLimit(Map<String, byte[]> raw) {
        long total = raw.entrySet().stream()
                .mapToLong(e -> (long) e.getKey().getBytes(UTF_8).length + e.getValue().length)
                .sum();
        return total > MAX_TOTAL_BYTES
                ? malformed("must be at most " + MAX_TOTAL_BYTES + " bytes together")
                : Outcome.ok(raw);
    }

    /** Reads a request's annotations; only well-formed UTF-8 under known keys passes. */
    public static Outcome<Annotations> parse(Map<String, byte[]> raw) {
        var values = new TreeMap<String, String>();
        for (Map.Entry<String, byte[]> entry : raw.entrySet()) {
            if (!isKnown(entry.getKey())) {
                return malformed("hold a key this provider never writes");
            }
            Optional<String> text = utf8(entry.getValue());
            if (text.isEmpty() || text.get().isEmpty()) {
                return malformed("hold a value that is empty or not UTF-8");
            }
            values.put(entry.getKey(), text.get());
        }
        for (String required :
                new String[] {PROVIDER_KEY, KEY_ID_HASH, VERSION, MOUNT_HASH, KEY_HASH, PLUGIN_VERSION, AAD_VERSION}) {
            if (!values.containsKey(required)) {
                return malformed("lack " + required);
            }
        }
        return Outcome.ok(new Annotations(values));
    }

    /**
     * The first annotation that disagrees with the key_id, for an object in Transit's own ciphertext form; empty when
     * all agree.
     */
    public Optional<Failure> contradictionTo(KeyScope scope, KeyVersion version) {
        return contradictionTo(implied(scope, version));
    }

    /** As {@link #contradictionTo(KeyScope, KeyVersion)}, for either form of ciphertext. */
    public Optional<Failure> contradictionTo(KeyScope scope, KeyVersion version, SeedCiphertext ciphertext) {
        SortedMap<String, String> implied = implied(scope, version);
        if (ciphertext instanceof LocalCiphertext) {
            implied.put(MODE, CONTINUITY);
            if (!values.containsKey(MODE)) {
                return mismatch("lack " + MODE);
            }
        }
        return contradictionTo(implied);
    }

    private Optional<Failure> contradictionTo(Map<String, String> implied) {
        for (Map.Entry<String, String> mine : values.entrySet()) {
            String expected = implied.get(mine.getKey());
            if (!mine.getKey().equals(PLUGIN_VERSION) && !mine.getValue().equals(expected)) {
                return mismatch(mine.getKey() + " is not that of the "
                        + (mine.getKey().equals(MODE) ? "ciphertext" : "key_id"));
            }
        }
        // Only the namespace may be missing here: parsing refused annotations that lack another key.
        return values.containsKey(NAMESPACE_HASH) || !implied.containsKey(NAMESPACE_HASH)
                ? Optional.empty()
                : mismatch("lack " + NAMESPACE_HASH);
    }

    private static Optional<Failure> mismatch(String rule) {
        return Optional.of(new Mismatch(Failure.Part.ANNOTATIONS, rule));
    }

    /** A fresh map of fresh arrays, as the KMS protocol carries it. */
    public Map<String, byte[]> encoded() {
        var raw = new LinkedHashMap<String, byte[]>();
        values.forEach((key, value) -> raw.put(key, value.getBytes(UTF_8)));
        return raw;
    }

    private static boolean isKnown(String key) {
        return switch (key) {
            case PROVIDER_KEY,
                    KEY_ID_HASH,
                    VERSION,
                    MOUNT_HASH,
                    KEY_HASH,
                    NAMESPACE_HASH,
                    PLUGIN_VERSION,
                    AAD_VERSION,
                    MODE -> true;
            default -> false;
        };
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static <T> Outcome<T> malformed(String rule) {
        return Outcome.failed(new Malformed(Failure.Part.ANNOTATIONS, rule));
    }
}
