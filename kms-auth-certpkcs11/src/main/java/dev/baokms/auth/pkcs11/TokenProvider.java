package dev.baokms.auth.pkcs11;

import dev.baokms.auth.pkcs11.TokenSignature.Padding;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/** Makes the platform sign with {@link TokenSignature} for a {@link TokenKey}, and for no other key. */
final class TokenProvider extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "BaoKmsToken";

    private TokenProvider() {
        super(NAME, "1", "signs TLS handshakes with a key in a PKCS#11 token");
        putService(new SignatureService(this, "RSASSA-PSS", Padding.PSS, DigestAlgorithm.SHA256));
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            putService(new SignatureService(this, digest + "withRSA", Padding.PKCS1, digest));
            putService(new SignatureService(this, digest + "withECDSA", Padding.ECDSA, digest));
        }
    }

    /**
     * Registered after all other providers, so that they keep their own keys. TLS looks for signatures only in that
     * list.
     */
    static void register() {
        // Returns -1 when it is registered already.
        Security.addProvider(new TokenProvider());
    }

    private static final class SignatureService extends Service {
        private final Padding padding;
        private final DigestAlgorithm digest;

        SignatureService(Provider provider, String algorithm, Padding padding, DigestAlgorithm digest) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    TokenSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", TokenKey.class.getName()));
            this.padding = padding;
            this.digest = digest;
        }

        @Override
        public Object newInstance(Object parameter) {
            return new TokenSignature(padding, digest);
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter instanceof TokenKey;
        }
    }
}
