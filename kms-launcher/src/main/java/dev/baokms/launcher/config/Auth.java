package dev.baokms.launcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the daemon proves to OpenBao who it is. */
public sealed interface Auth {
    /**
     * A login with a JWT.
     *
     * @param mountPath where the method is mounted, {@code auth/} included
     * @param minRemainingTtl life a JWT must have left to be sent
     * @param leeway clock difference that is forgiven
     */
    record Jwt(
            String mountPath,
            String role,
            Duration minRemainingTtl,
            Duration leeway,
            Optional<String> issuer,
            List<String> audience,
            Optional<String> subject,
            JwtSource source)
            implements Auth {}

    /** Where a JWT comes from. */
    sealed interface JwtSource {
        /** A file that something else keeps fresh. */
        record JwtFile(Path file) implements JwtSource {}

        /**
         * The client credentials grant of an OAuth2 server.
         *
         * @param postsSecret whether the secret goes in the body instead of the Authorization header
         * @param caCertFile who signs the server's certificate; without it the system's trust decides
         */
        record OAuth2(
                URI tokenUrl,
                String clientId,
                Path clientSecretFile,
                boolean postsSecret,
                List<String> scopes,
                Optional<String> audience,
                List<String> resources,
                Optional<Path> caCertFile)
                implements JwtSource {}
    }

    /**
     * A login with a TLS client certificate whose key stays in a PKCS#11 token.
     *
     * @param name the role to ask for; without it OpenBao picks one that fits
     * @param minRemainingTtl life below which the certificate is reported
     * @param certificateFile PEM chain, own certificate first; without it the token's own is used
     * @param maxSessions sessions that may be open on the token at a time
     */
    record Certificate(
            String mountPath,
            Optional<String> name,
            Duration minRemainingTtl,
            Duration leeway,
            Optional<Path> certificateFile,
            Path modulePath,
            String tokenLabel,
            String keyLabel,
            Path pinFile,
            int maxSessions)
            implements Auth {}
}
