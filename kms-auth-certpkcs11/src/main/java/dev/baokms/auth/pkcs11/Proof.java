package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;

/** That the token's key is the certificate's, shown by a signature that the certificate's key verifies. */
final class Proof {
    private static final int NONCE_BYTES = 32;

    private Proof() {}

    static void of(TokenAccess token, PublicKey certified) throws TokenTrouble {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] hash = Hash.SHA256.digest().digest(nonce);
        boolean rsa = certified instanceof RSAPublicKey;
        byte[] signature;
        if (rsa) {
            signature = token.sign(new Mechanism.Pkcs1(), Hash.SHA256.digestInfo(hash));
        } else {
            signature = EcdsaValue.der(token.sign(new Mechanism.Ecdsa(), hash));
        }
        try {
            Signature verifier = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            verifier.initVerify(certified);
            verifier.update(nonce);
            if (!verifier.verify(signature)) {
                throw new TokenTrouble(Problem.CERTIFICATE_FOREIGN);
            }
        } catch (GeneralSecurityException e) {
            throw new TokenTrouble(Problem.CERTIFICATE_FOREIGN, e);
        }
    }
}
