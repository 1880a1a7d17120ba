package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;
import java.util.Arrays;

/** A plaintext of the kit, and the provider's ciphertext of it. */
final class Sample {
    private final byte[] plaintext;
    private final WrappedSeed wrapped;

    Sample(byte[] plaintext, WrappedSeed wrapped) {
        this.plaintext = plaintext.clone();
        this.wrapped = wrapped;
    }

    byte[] plaintext() {
        return plaintext.clone();
    }

    WrappedSeed wrapped() {
        return wrapped;
    }

    String keyId() {
        return wrapped.keyId();
    }

    /**
     * @param when for the message, such as {@code after a restart}
     * @throws Violation when Decrypt answers with other bytes
     */
    void mustOpenOn(KmsPlugin kms, String when) {
        byte[] opened = kms.decrypt(RuleRun.uid(), wrapped);
        Violation.unless(
                Arrays.equals(opened, plaintext),
                "wrong plaintext",
                "Decrypt answered " + when + " with OK and other bytes than were encrypted",
                "decrypt what you encrypt before you answer Encrypt, and refuse Decrypt whenever in doubt");
    }
}
