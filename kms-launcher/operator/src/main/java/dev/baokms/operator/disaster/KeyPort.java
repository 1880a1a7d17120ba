package dev.baokms.operator.disaster;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import java.util.Map;

/** One Transit key as a daemon asks it. From any number of threads. */
public interface KeyPort {
    /** What OpenBao says of it now. */
    Outcome<KeyMetadata> readKey();

    /** A daemon's Decrypt, with every check that it makes; the caller closes what it gets. */
    Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations);
}
