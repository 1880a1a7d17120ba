package dev.baokms.core.port;

import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import java.util.Optional;

/** Where the proof of identity for a login comes from. Asked again for every login, so that a replaced file is seen. */
public interface CredentialSource {
    /**
     * The credential, checked locally as far as that is possible. Fails with {@code LoginFailed} or {@code Timeout}; where a
     * server is asked for it, also with {@code Unreachable} or {@code Busy}.
     */
    Outcome<Credential> obtain(Budget budget);

    /** What a login sends. */
    sealed interface Credential extends AutoCloseable {
        /** Where the auth method is mounted, {@code auth/} included, such as {@code auth/jwt}. */
        String mountPath();

        @Override
        void close();

        /**
         * A login with a JSON Web Token.
         *
         * @param mountPath such as {@code auth/jwt}
         * @param role the role to log in as
         * @param jwt ASCII bytes of the compact form; the receiver closes it
         */
        record Jwt(String mountPath, String role, SecretBytes jwt) implements Credential {
            @Override
            public void close() {
                jwt.close();
            }
        }

        /**
         * A login with the client certificate that the HTTP client's key manager shows in the TLS handshake.
         *
         * @param mountPath such as {@code auth/cert}
         * @param name the role to log in as; without it OpenBao picks one that fits
         */
        record Certificate(String mountPath, Optional<String> name) implements Credential {
            @Override
            public void close() {
                // Nothing secret in here: the key never leaves its token.
            }
        }
    }
}
