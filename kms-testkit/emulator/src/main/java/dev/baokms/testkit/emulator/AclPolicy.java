package dev.baokms.testkit.emulator;

import java.util.List;
import java.util.Set;

/** A named set of path rules, with the text they were read from. */
record AclPolicy(String name, String text, List<PathRule> rules) {
    /**
     * What one path pattern grants.
     *
     * @param path {@code *} at the end matches any rest, {@code +} one whole segment
     * @param required names that must be in the body
     */
    record PathRule(String path, Set<String> capabilities, Set<String> required) {}

    /** Attached to every token that does not decline it; only the paths this server has. */
    static final AclPolicy DEFAULT = of("default", """
        path "auth/token/lookup-self" { capabilities = ["read"] }
        path "auth/token/renew-self" { capabilities = ["update"] }
        path "auth/token/revoke-self" { capabilities = ["update"] }
        path "sys/capabilities-self" { capabilities = ["update"] }
        """);

    static AclPolicy of(String name, String text) {
        return new AclPolicy(name, text, PolicyText.parse(text));
    }
}
