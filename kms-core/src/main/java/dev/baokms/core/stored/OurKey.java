package dev.baokms.core.stored;

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

    /** Known by its name alone. */
    public static OurKey named(String providerName) {
        return new OurKey(providerName, Map.of());
    }
}
