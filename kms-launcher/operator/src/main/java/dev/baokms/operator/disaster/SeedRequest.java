package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.Envelope;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a Decrypt of one seed is asked with, as the stored object has it: unchecked. Objects that differ in any of it are
 * different requests, to API servers and here.
 *
 * @param ciphertext the wrapped seed
 * @param annotations not to be changed
 */
record SeedRequest(Stretch ciphertext, String keyId, Map<String, byte[]> annotations) {
    static SeedRequest of(Envelope envelope) {
        return new SeedRequest(Stretch.copyOf(envelope.encryptedDekSource()), envelope.keyId(), envelope.annotations());
    }

    /** Which version it names in clear; nothing proves it yet. */
    OptionalInt version() {
        return SeedCiphertext.parse(ciphertext.copy()) instanceof Ok<SeedCiphertext>(SeedCiphertext text)
                ? OptionalInt.of(text.version())
                : OptionalInt.empty();
    }

    /** As kube-apiserver's metrics write it, whatever form the key_id has. */
    String keyIdHash() {
        return "sha256:" + Sha256.hex(keyId.getBytes(UTF_8));
    }
}
