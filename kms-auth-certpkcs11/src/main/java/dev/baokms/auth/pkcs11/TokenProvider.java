package dev.baokms.auth.pkcs11;

import dev.baokms.auth.pkcs11.TokenSignature.Padding;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/** Tells the platform that a {@link TokenKey}, and nothing else, is signed with by {@link TokenSignature}. */
final class TokenProvider extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "BaoKmsToken";

    private TokenProvider() {
        super(NAME, "1", "signs TLS handshakes with a key in a PKCS#11 token");
        putService(new SignatureService(this, "RSASSA-PSS", Padding.PSS, Hash.SHA256));
        for (Hash hash : Hash.values()) {
            putService(new SignatureService(this, hash + "withRSA", Padding.PKCS1, hash));
            putService(new SignatureService(this, hash + "withECDSA", Padding.ECDSA, hash));
        }
    }

    /** Appended behind all others, whose keys and signatures stay theirs. TLS looks for signatures nowhere but in that list. */
    static void register() {
        // Answers -1 when there already.
        Security.addProvider(new TokenProvider());
    }

    private static final class SignatureService extends Service {
        private final Padding padding;
        private final Hash hash;

        SignatureService(Provider provider, String algorithm, Padding padding, Hash hash) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    TokenSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", TokenKey.class.getName()));
            this.padding = padding;
            this.hash = hash;
        }

        @Override
        public Object newInstance(Object parameter) {
            return new TokenSignature(padding, hash);
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter instanceof TokenKey;
        }
    }
}
