package dev.baokms.testkit.emulator;

import java.time.Duration;

/**
 * What a provider needs in OpenBao: one key that it may use but not change, and a role to log in as.
 *
 * @param mount path of the Transit mount, without slashes at the ends
 * @param key name of the key
 * @param authMount path of the JWT auth mount, without {@code auth/}
 * @param role name of the role
 * @param subject the subject that the role admits
 * @param audience the audience that the JWT must have
 * @param tokenTtl how long a token lives without renewal
 */
public record Provision(
        String mount, String key, String authMount, String role, String subject, String audience, Duration tokenTtl) {
    /**
     * The usual names: {@code transit}, {@code kms}, {@code jwt}, {@code kms}, {@code node-1}, {@code openbao}, one
     * hour.
     */
    public static Provision usual() {
        return new Provision("transit", "kms", "jwt", "kms", "node-1", "openbao", Duration.ofHours(1));
    }

    /** The minimal policy of a provider, in the server's policy language. */
    public String policy() {
        return """
            path "%1$s/keys/%2$s" { capabilities = ["read"] }
            path "%1$s/config/keys" { capabilities = ["read"] }
            path "%1$s/encrypt/%2$s" { capabilities = ["update"] }
            path "%1$s/decrypt/%2$s" { capabilities = ["update"] }
            path "sys/capabilities-self" { capabilities = ["update"] }
            path "auth/token/renew-self" { capabilities = ["update"] }
            """.formatted(mount, key);
    }
}
