package dev.baokms.auth.pkcs11;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which key of which token to log in with.
 *
 * @param mountPath where the cert method is mounted, {@code auth/} included
 * @param name the role to ask for; without it OpenBao picks one that fits
 * @param minRemainingTtl life below which the certificate is reported; it is used to its end
 * @param clockSkewLeeway clock difference that is forgiven at both ends of the certificate's life
 * @param certificateFile PEM chain, own certificate first; without it the token's own is used
 * @param modulePath the vendor's library
 * @param tokenLabel exactly one token must have it
 * @param keyLabel exactly one private key of the token must have it
 * @param pinFile the user PIN, in one line
 * @param maxSessions at least 1; one is all that is ever opened
 */
public record Pkcs11Settings(
        String mountPath,
        Optional<String> name,
        Duration minRemainingTtl,
        Duration clockSkewLeeway,
        Optional<Path> certificateFile,
        Path modulePath,
        String tokenLabel,
        String keyLabel,
        Path pinFile,
        int maxSessions) {
    public Pkcs11Settings {
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions is " + maxSessions + ", need at least 1");
        }
        if (minRemainingTtl.isNegative() || clockSkewLeeway.isNegative()) {
            throw new IllegalArgumentException("minRemainingTtl and clockSkewLeeway must not be negative");
        }
    }
}
