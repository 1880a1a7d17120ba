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

/**
 * Computes the digest here and lets the token sign it: one call into the module, whatever the length of the message.
 */
final class TokenSignature extends SignatureSpi {
    private final Padding padding;
    private DigestAlgorithm algorithm;
    private MessageDigest digest;
    private @Nullable TokenKey key;

    /** How the digest is padded. */
    enum Padding {
        PKCS1,
        PSS,
        ECDSA
    }

    TokenSignature(Padding padding, DigestAlgorithm algorithm) {
        this.padding = padding;
        this.algorithm = algorithm;
        this.digest = algorithm.newDigest();
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
        byte[] made = digest.digest();
        return switch (padding) {
            case PKCS1 -> signing.sign(new Mechanism.Pkcs1(), algorithm.digestInfo(made));
            case PSS -> signing.sign(new Mechanism.Pss(algorithm), made);
            case ECDSA -> signing.sign(new Mechanism.Ecdsa(), made);
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
        algorithm = DigestAlgorithm.named(pss.getDigestAlgorithm())
                .filter(known -> known.lengthBytes() == pss.getSaltLength())
                .orElseThrow(() -> new InvalidAlgorithmParameterException(
                        "PSS is over " + pss.getDigestAlgorithm() + " with a salt of " + pss.getSaltLength()
                                + " bytes, need SHA-256, SHA-384 or SHA-512 and a salt as long as the digest"));
        digest = algorithm.newDigest();
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
