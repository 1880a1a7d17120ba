package dev.baokms.operator.disaster;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import java.util.Map;

/** One Transit key, with the operations that a daemon uses. Any number of threads may use it. */
public interface KeyPort {
    /** Reads the current metadata of the key. */
    Outcome<KeyMetadata> readKey();

    /** Unwraps as a daemon's Decrypt does, with all of its checks. The caller closes the result. */
    Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations);
}
