package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * The provider that is asked for.
 *
 * @param providerName as the EncryptionConfiguration has it; part of every object
 * @param versionsById which version each key_id is known to name; what is not here is not held against an object
 */
public record OurKey(String providerName, Map<String, Integer> versionsById) {
    /** @throws IllegalArgumentException for a name that no KMS v2 provider can have */
    public OurKey {
        if (providerName.isEmpty() || providerName.indexOf(':') >= 0) {
            throw new IllegalArgumentException("providerName must not be empty or hold a colon");
        }
        versionsById = Map.copyOf(versionsById);
    }

    /** What every value of this provider begins with: kube-apiserver's prefix for KMS v2, the name and a colon. */
    public byte[] prefix() {
        return (Scheme.KMS_V2 + providerName + ":").getBytes(UTF_8);
    }

    /** Known by its name alone. */
    public static OurKey named(String providerName) {
        return new OurKey(providerName, Map.of());
    }
}
