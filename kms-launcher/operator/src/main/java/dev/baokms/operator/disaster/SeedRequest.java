package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.Envelope;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The request to decrypt one seed, unchecked and with the contents of the stored object. Objects that differ in any
 * part of it need different requests, from API servers and from this program.
 *
 * @param ciphertext the wrapped seed
 * @param annotations must not be changed
 */
record SeedRequest(Stretch ciphertext, String keyId, Map<String, byte[]> annotations) {
    static SeedRequest of(Envelope envelope) {
        return new SeedRequest(Stretch.copyOf(envelope.encryptedDekSource()), envelope.keyId(), envelope.annotations());
    }

    /** Returns the version that the request names in clear text; nothing proves it yet. */
    OptionalInt version() {
        return SeedCiphertext.parse(ciphertext.copy()) instanceof Ok<SeedCiphertext>(SeedCiphertext text)
                ? OptionalInt.of(text.version())
                : OptionalInt.empty();
    }

    /** Returns the hash as kube-apiserver's metrics write it, for a key_id of any form. */
    String keyIdHash() {
        return "sha256:" + Sha256.hex(keyId.getBytes(UTF_8));
    }
}
