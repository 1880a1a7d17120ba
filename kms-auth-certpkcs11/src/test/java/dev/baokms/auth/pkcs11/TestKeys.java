package dev.baokms.auth.pkcs11;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys that are made once for all tests, because RSA takes its time. */
final class TestKeys {
    private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

    private TestKeys() {}

    static KeyPair rsa(int bits) {
        return rsa(bits, "");
    }

    /** @param which tells two keys of the same kind apart */
    static KeyPair rsa(int bits, String which) {
        return MADE.computeIfAbsent("RSA" + bits + which, name -> {
            try {
                var generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    static KeyPair ec(String curve) {
        return ec(curve, "");
    }

    static KeyPair ec(String curve, String which) {
        return MADE.computeIfAbsent(curve + which, name -> {
            try {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(curve));
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }
}
