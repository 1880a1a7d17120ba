package dev.baokms.auth.pkcs11;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Proves that the token's key belongs to the certificate, whose key must verify a fresh signature of the token. The
 * signature is made as in TLS, for RSA with PSS, so that a token that cannot make it is reported here and not by a
 * failed handshake.
 */
final class ProofOfPossession {
    private static final int NONCE_BYTES = 32;
    private static final DigestAlgorithm DIGEST = DigestAlgorithm.SHA256;

    private ProofOfPossession() {}

    static void require(TokenAccess token, PublicKey certified) throws Pkcs11LoginException {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        Mechanism mechanism = certified instanceof RSAPublicKey ? new Mechanism.Pss(DIGEST) : new Mechanism.Ecdsa();
        byte[] signature = token.sign(mechanism, DIGEST.newDigest().digest(nonce));
        try {
            Signature verifier = verifier(certified);
            verifier.update(nonce);
            if (!verifier.verify(signature)) {
                throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_OF_OTHER_KEY);
            }
        } catch (GeneralSecurityException e) {
            // The signature's length does not fit the certificate's key, so it is another key's.
            throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_OF_OTHER_KEY, e);
        }
    }

    private static Signature verifier(PublicKey certified) throws GeneralSecurityException {
        boolean isRsa = certified instanceof RSAPublicKey;
        Signature verifier = Signature.getInstance(isRsa ? "RSASSA-PSS" : "SHA256withECDSA");
        verifier.initVerify(certified);
        if (isRsa) {
            verifier.setParameter(new PSSParameterSpec(
                    "SHA-256",
                    "MGF1",
                    MGF1ParameterSpec.SHA256,
                    DIGEST.lengthBytes(),
                    PSSParameterSpec.TRAILER_FIELD_BC));
        }
        return verifier;
    }
}
