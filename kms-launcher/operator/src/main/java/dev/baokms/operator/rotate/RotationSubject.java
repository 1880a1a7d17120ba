package dev.baokms.operator.rotate;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.host.ToldException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * The key of a rotation, and the waiting times that apply to it.
 *
 * @param key the key, with everything that its key_ids derive from
 * @param activationDelay the delay until a new version writes
 * @param mustWait the time until every daemon and every API server uses a new version
 */
public record RotationSubject(KeyIdentity key, Duration activationDelay, Duration mustWait) {
    /**
     * The version that a rotation introduces.
     *
     * @param created creation time, by OpenBao's clock
     */
    record Target(int version, Instant created, KeyId keyId) {}

    /** Returns the facts that must be equal for a journal to belong to this rotation. */
    Map<String, String> about() {
        return Map.of("scope", key.fingerprint(), "provider", provider(), "key", path());
    }

    String provider() {
        return key.scope().providerName();
    }

    /** Returns the path of the key in OpenBao, such as {@code transit/keys/kubernetes}. */
    public String path() {
        return key.mountPath() + "/keys/" + key.name();
    }

    /**
     * Returns the version that this rotation introduces.
     *
     * @throws IOException when the journal does not name it
     */
    Target target(RotationJournal journal) throws IOException {
        JournalLine line = journal.required(RotationStep.ROTATE);
        int version = line.number(RotateStep.VERSION);
        try {
            Instant created = Instant.parse(line.fact(RotateStep.CREATED).orElse(""));
            return new Target(
                    version, created, KeyId.derive(key.scope(), new KeyVersion(version, created.getEpochSecond())));
        } catch (DateTimeParseException e) {
            throw new ToldException(RotateTexts.notSaidWhenCreated(version));
        }
    }
}
