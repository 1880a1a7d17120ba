package dev.baokms.auth.pkcs11;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Proves that the token's key is the certificate's: the certificate's key verifies a fresh signature of the token.
 * It is made as TLS would have it, for RSA with PSS, so that a token that cannot do it is named here and not by a
 * handshake that failed.
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
            // A signature of another length than the certificate's key makes: it is another key's.
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
