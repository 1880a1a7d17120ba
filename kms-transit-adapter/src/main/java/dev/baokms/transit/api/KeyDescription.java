package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns OpenBao's description of a key into what the core needs to know. */
final class KeyDescription {
    private static final String ONLY_TYPE = "aes256-gcm96";

    private final Map<?, ?> data;

    private KeyDescription(Map<?, ?> data) {
        this.data = data;
    }

    static ResponseDecoder<KeyMetadata> decoder() {
        return new ResponseDecoder<>("data", json -> {
            if (json.readJsonValue() instanceof Map<?, ?> data) {
                return new KeyDescription(data).metadata();
            }
            throw new JsonDataException("data is not an object");
        });
    }

    private Outcome<KeyMetadata> metadata() {
        Set<KeyFinding> findings = findings();
        if (findings.contains(KeyFinding.UNSUPPORTED_TYPE)) {
            // Other types have no plain creation seconds under "keys", so there is nothing to build metadata from.
            findings.removeIf(finding -> !finding.unsafe());
            return Outcome.failed(new UnsafeKey(findings));
        }
        try {
            return Outcome.ok(new KeyMetadata(
                    version("latest_version"),
                    version("min_decryption_version"),
                    version("min_encryption_version"),
                    createdAt(),
                    findings));
        } catch (IllegalArgumentException contradiction) {
            throw new JsonDataException("versions contradict each other");
        }
    }

    private Set<KeyFinding> findings() {
        Set<KeyFinding> found = EnumSet.noneOf(KeyFinding.class);
        note(found, KeyFinding.UNSUPPORTED_TYPE, !ONLY_TYPE.equals(value("type")));
        note(found, KeyFinding.EXPORTABLE, flag("exportable"));
        note(found, KeyFinding.PLAINTEXT_BACKUP, flag("allow_plaintext_backup"));
        note(found, KeyFinding.DELETION_ALLOWED, flag("deletion_allowed"));
        note(found, KeyFinding.DERIVED, flag("derived"));
        note(found, KeyFinding.ENCRYPTION_UNSUPPORTED, !flag("supports_encryption"));
        note(found, KeyFinding.DECRYPTION_UNSUPPORTED, !flag("supports_decryption"));
        // Only derived keys have the first of these; older servers lack the others.
        note(found, KeyFinding.CONVERGENT, data.containsKey("convergent_encryption") && flag("convergent_encryption"));
        note(found, KeyFinding.SOFT_DELETED, data.containsKey("soft_deleted") && flag("soft_deleted"));
        note(found, KeyFinding.IMPORTED_KEY, data.containsKey("imported_key") && flag("imported_key"));
        note(
                found,
                KeyFinding.AUTO_ROTATE,
                data.containsKey("auto_rotate_period") && whole(value("auto_rotate_period")) > 0);
        return found;
    }

    private static void note(Set<KeyFinding> found, KeyFinding finding, boolean holds) {
        if (holds) {
            found.add(finding);
        }
    }

    private SortedMap<Integer, Long> createdAt() {
        if (!(value("keys") instanceof Map<?, ?> keys)) {
            throw new JsonDataException("keys is not an object");
        }
        SortedMap<Integer, Long> seconds = new TreeMap<>();
        keys.forEach((version, second) -> {
            if (!(version instanceof String text) || !text.matches("[1-9][0-9]{0,8}")) {
                throw new JsonDataException("a version is not a number");
            }
            seconds.put(Integer.valueOf(text), whole(second));
        });
        return seconds;
    }

    private int version(String member) {
        long number = whole(value(member));
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new JsonDataException(member + " is out of range");
        }
        return (int) number;
    }

    private boolean flag(String member) {
        if (value(member) instanceof Boolean flag) {
            return flag;
        }
        throw new JsonDataException(member + " is not true or false");
    }

    private Object value(String member) {
        Object value = data.get(member);
        if (value == null) {
            throw new JsonDataException(member + " is missing");
        }
        return value;
    }

    private static long whole(@Nullable Object number) {
        if (number instanceof Double value && value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            return value.longValue();
        }
        throw new JsonDataException("a number is not whole");
    }
}
