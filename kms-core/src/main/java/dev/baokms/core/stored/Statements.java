package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.stored.StoredObject.Contradictory;
import dev.baokms.core.stored.StoredObject.Ours;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What each part of an envelope says about the version. An attacker can write all of them, but cannot make a ciphertext
 * open.
 */
record Statements(Envelope envelope, Optional<SeedCiphertext> seed, Optional<KeyId> keyId, Map<String, byte[]> others) {
    static Statements of(Envelope envelope) {
        ByteBuffer source = envelope.encryptedDekSource();
        var bytes = new byte[source.remaining()];
        source.get(bytes);
        return new Statements(
                envelope,
                SeedCiphertext.parse(bytes) instanceof Ok<SeedCiphertext>(var seed)
                        ? Optional.of(seed)
                        : Optional.empty(),
                KeyId.parse(envelope.keyId()) instanceof Ok<KeyId>(var id) ? Optional.of(id) : Optional.empty(),
                envelope.annotations());
    }

    /** Checks that they agree with each other and with what is known about the key. */
    StoredObject against(OurKey key) {
        Optional<String> annotated = text(Annotations.VERSION);
        Optional<Integer> known = Optional.ofNullable(key.versionsById().get(envelope.keyId()));
        var versions = new TreeSet<Integer>();
        seed.ifPresent(ciphertext -> versions.add(ciphertext.version()));
        annotated.flatMap(Statements::version).ifPresent(versions::add);
        known.ifPresent(versions::add);
        String reason = "";
        if (seed.isEmpty()) {
            reason = "its wrapped seed is not in this provider's form";
        } else if (keyId.isEmpty()) {
            reason = "its key_id is not in this provider's form";
        } else if (versions.size() > 1
                || (annotated.isPresent()
                        && annotated.flatMap(Statements::version).isEmpty())) {
            reason = "wrapped seed, annotation and key_id do not name one version";
        } else if (text(Annotations.KEY_ID_HASH)
                .filter(hash -> !hash.equals(keyId.get().hash()))
                .isPresent()) {
            reason = "its annotations are those of another key_id";
        }
        return reason.isEmpty()
                ? new Ours(envelope, versions.getFirst())
                : new Contradictory(envelope, versions, reason);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(others.get(name)).map(bytes -> new String(bytes, UTF_8));
    }

    /** Parses a version as this provider writes it: decimal, without leading characters. */
    private static Optional<Integer> version(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
