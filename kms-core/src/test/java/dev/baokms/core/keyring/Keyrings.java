package dev.baokms.core.keyring;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.Scopes;
import java.time.Instant;

/** Keyrings of the published scope, and short words for what is done with them. */
final class Keyrings {
    private Keyrings() {}

    static Keyring fresh() {
        return restored(KeyringState.EMPTY);
    }

    static Keyring restored(KeyringState memory) {
        return Keyring.restore(Scopes.PUBLISHED, RotationRules.DEFAULT, memory);
    }

    static Keyring seen(Keyring keyring, KeyMetadata read, long second) {
        return keyring.observe(read, at(second)).keyring().advance(at(second));
    }

    static int active(Keyring keyring, KeyMetadata read, long second) {
        return number(seen(keyring, read, second));
    }

    static int number(Keyring keyring) {
        return keyring.active().orElseThrow().version().number();
    }

    static KeyId id(int number, long second) {
        return KeyId.derive(Scopes.PUBLISHED, new KeyVersion(number, second));
    }

    static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }
}
