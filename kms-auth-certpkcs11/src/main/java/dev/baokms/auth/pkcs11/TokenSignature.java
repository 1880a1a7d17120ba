package dev.baokms.auth.pkcs11;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** Hashes here and lets the token sign the hash: a message of any length is one call, which either comes back or does not. */
final class TokenSignature extends SignatureSpi {
    private final Padding padding;
    private Hash hash;
    private MessageDigest digest;
    private @Nullable TokenKey key;

    /** What is made of the hash. */
    enum Padding {
        PKCS1,
        PSS,
        ECDSA
    }

    TokenSignature(Padding padding, Hash hash) {
        this.padding = padding;
        this.hash = hash;
        this.digest = hash.digest();
    }

    @Override
    protected void engineInitSign(PrivateKey offered) throws InvalidKeyException {
        if (!(offered instanceof TokenKey ours)) {
            throw new InvalidKeyException("only a key in a PKCS#11 token signs here");
        }
        key = ours;
        digest.reset();
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException("signatures are verified by the platform, not by the token");
    }

    @Override
    protected void engineUpdate(byte b) {
        digest.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        TokenKey signing = key;
        if (signing == null) {
            throw new SignatureException("no key was given");
        }
        byte[] hashed = digest.digest();
        return switch (padding) {
            case PKCS1 -> signing.sign(new Mechanism.Pkcs1(), hash.digestInfo(hashed));
            case PSS -> signing.sign(new Mechanism.Pss(hash), hashed);
            case ECDSA -> EcdsaValue.der(signing.sign(new Mechanism.Ecdsa(), hashed));
        };
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("signatures are verified by the platform, not by the token");
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (padding != Padding.PSS || !(parameters instanceof PSSParameterSpec pss)) {
            throw new InvalidAlgorithmParameterException("only PSS has parameters");
        }
        for (Hash known : Hash.values()) {
            if (known.algorithm().equals(pss.getDigestAlgorithm()) && known.bytes() == pss.getSaltLength()) {
                hash = known;
                digest = known.digest();
                return;
            }
        }
        throw new InvalidAlgorithmParameterException("TLS uses SHA-2 and a salt as long as the hash");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("parameters have no names here");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("parameters have no names here");
    }
}
