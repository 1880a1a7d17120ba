package dev.baokms.auth.pkcs11;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private key for TLS that has no bytes, only a way to sign. */
abstract sealed class TokenKey implements PrivateKey {
    private static final long serialVersionUID = 1;

    private final transient Signer signer;

    /** Where signatures come from. */
    interface Signer {
        byte[] sign(Mechanism mechanism, byte[] input) throws SignatureException;
    }

    private TokenKey(Signer signer) {
        this.signer = signer;
    }

    /** Empty for a kind of key that TLS does not use here. */
    static Optional<TokenKey> of(PublicKey certified, Signer signer) {
        return switch (certified) {
            case RSAPublicKey rsa -> Optional.of(new Rsa(rsa, signer));
            case ECPublicKey ec -> Optional.of(new Ec(ec, signer));
            default -> Optional.empty();
        };
    }

    byte[] sign(Mechanism mechanism, byte[] input) throws SignatureException {
        return signer.sign(mechanism, input);
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public String toString() {
        return getAlgorithm() + " key in a PKCS#11 token";
    }

    /** An {@code RSAKey}, because otherwise TLS takes its size as -1 and finds no algorithm for it. */
    static final class Rsa extends TokenKey implements RSAKey {
        private static final long serialVersionUID = 1;

        private final BigInteger modulus;

        Rsa(RSAPublicKey certified, Signer signer) {
            super(signer);
            this.modulus = certified.getModulus();
        }

        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public BigInteger getModulus() {
            return modulus;
        }

        @Override
        public @Nullable AlgorithmParameterSpec getParams() {
            return null;
        }
    }

    /** An {@code ECKey}, so that TLS knows the curve. */
    static final class Ec extends TokenKey implements ECKey {
        private static final long serialVersionUID = 1;

        private final transient ECParameterSpec curve;

        Ec(ECPublicKey certified, Signer signer) {
            super(signer);
            this.curve = certified.getParams();
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public ECParameterSpec getParams() {
            return curve;
        }
    }
}
