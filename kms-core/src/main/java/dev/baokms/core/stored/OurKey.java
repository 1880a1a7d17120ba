package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * The provider whose objects are looked for.
 *
 * @param providerName as the EncryptionConfiguration has it; part of every object
 * @param versionsById which version each known key_id names; an id that is not here is no contradiction
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

    /** A provider known only by its name. */
    public static OurKey named(String providerName) {
        return new OurKey(providerName, Map.of());
    }
}
