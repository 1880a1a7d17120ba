package dev.baokms.auth.pkcs11;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;

/** What a token gives for a digest, made with a key in memory; the platform signs whole messages only. */
final class SoftwareSignature {
    private SoftwareSignature() {}

    static byte[] of(KeyPair pair, Mechanism mechanism, byte[] input) {
        return switch (mechanism) {
            case Mechanism.Ecdsa() -> ecdsa(pair, input);
            case Mechanism.Pkcs1() -> rsa((RSAPrivateKey) pair.getPrivate(), pkcs1(pair, input));
            case Mechanism.Pss(DigestAlgorithm digest) ->
                rsa((RSAPrivateKey) pair.getPrivate(), pss(pair, digest, input));
        };
    }

    private static byte[] ecdsa(KeyPair pair, byte[] digest) {
        try {
            var signature = Signature.getInstance("NONEwithECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 8017, 9.2, of an input that has its DigestInfo already. */
    private static byte[] pkcs1(KeyPair pair, byte[] input) {
        byte[] padded = new byte[modulusBytes(pair)];
        Arrays.fill(padded, (byte) 0xFF);
        padded[0] = 0;
        padded[1] = 1;
        padded[padded.length - input.length - 1] = 0;
        System.arraycopy(input, 0, padded, padded.length - input.length, input.length);
        return padded;
    }

    /** RFC 8017, 9.1.1, for a modulus of whole bytes; a salt of zeros is one as good as any other here. */
    private static byte[] pss(KeyPair pair, DigestAlgorithm algorithm, byte[] digest) {
        int length = algorithm.lengthBytes();
        MessageDigest hashing = algorithm.newDigest();
        hashing.update(new byte[8]);
        hashing.update(digest);
        byte[] hash = hashing.digest(new byte[length]);
        byte[] padded = new byte[modulusBytes(pair)];
        int maskedBytes = padded.length - length - 1;
        padded[maskedBytes - length - 1] = 1;
        byte[] mask = mgf1(algorithm, hash, maskedBytes);
        for (int i = 0; i < maskedBytes; i++) {
            padded[i] ^= mask[i];
        }
        padded[0] &= 0x7F;
        System.arraycopy(hash, 0, padded, maskedBytes, length);
        padded[padded.length - 1] = (byte) 0xBC;
        return padded;
    }

    /** RFC 8017, B.2.1. */
    private static byte[] mgf1(DigestAlgorithm algorithm, byte[] seed, int bytes) {
        byte[] mask = new byte[bytes];
        for (int i = 0; i * algorithm.lengthBytes() < bytes; i++) {
            MessageDigest hashing = algorithm.newDigest();
            hashing.update(seed);
            byte[] block = hashing.digest(new byte[] {0, 0, 0, (byte) i});
            int at = i * block.length;
            System.arraycopy(block, 0, mask, at, Math.min(block.length, bytes - at));
        }
        return mask;
    }

    private static byte[] rsa(RSAPrivateKey key, byte[] padded) {
        byte[] power = new BigInteger(1, padded)
                .modPow(key.getPrivateExponent(), key.getModulus())
                .toByteArray();
        byte[] signature = new byte[padded.length];
        int length = Math.min(power.length, signature.length);
        System.arraycopy(power, power.length - length, signature, signature.length - length, length);
        return signature;
    }

    private static int modulusBytes(KeyPair pair) {
        return ((RSAPrivateKey) pair.getPrivate()).getModulus().bitLength() / Byte.SIZE;
    }
}
