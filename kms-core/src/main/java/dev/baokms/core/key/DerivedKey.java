package dev.baokms.core.key;

/**
 * One version of the key with everything that is derived from it.
 *
 * @param version which version
 * @param keyId its id
 * @param aad the associated data of its ciphertexts
 */
public record DerivedKey(KeyVersion version, KeyId keyId, Aad aad) {
    public static DerivedKey derive(KeyScope scope, KeyVersion version) {
        return new DerivedKey(version, KeyId.derive(scope, version), Aad.of(scope, version));
    }
}
