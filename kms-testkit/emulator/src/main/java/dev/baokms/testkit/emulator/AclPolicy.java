package dev.baokms.testkit.emulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A named set of path rules, with the text they were read from. */
record AclPolicy(String name, String text, List<PathRule> rules) {
    private static final Set<String> CAPABILITIES =
            Set.of("create", "read", "update", "delete", "list", "patch", "scan", "sudo", "deny");
    private static final Pattern RULE = Pattern.compile("\\G\\s*path\\s*\"([^\"]+)\"\\s*\\{([^}]*)}\\s*");
    private static final Pattern SETTING =
            Pattern.compile("\\G\\s*(capabilities|required_parameters)\\s*=\\s*\\[([^]]*)]\\s*");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    /** Attached to every token that does not decline it; limited to the paths of this server. */
    static final AclPolicy DEFAULT = of("default", """
        path "auth/token/lookup-self" { capabilities = ["read"] }
        path "auth/token/renew-self" { capabilities = ["update"] }
        path "auth/token/revoke-self" { capabilities = ["update"] }
        path "sys/capabilities-self" { capabilities = ["update"] }
        """);

    /**
     * What one path pattern grants.
     *
     * @param path {@code *} at the end matches any rest, {@code +} one whole segment
     * @param required names that must be in the body
     */
    record PathRule(String path, Set<String> capabilities, Set<String> required) {}

    /**
     * Reads rules with these two settings. Anything else is refused, because a half-understood rule grants too much.
     */
    static AclPolicy of(String name, String text) {
        String bare = text.replaceAll("(?m)(#|//).*$", "");
        Matcher rule = RULE.matcher(bare);
        List<PathRule> rules = new ArrayList<>();
        int end = 0;
        while (rule.find()) {
            rules.add(rule(rule.group(1), rule.group(2)));
            end = rule.end();
        }
        if (!bare.substring(end).isBlank()) {
            throw refused("no rule at: "
                    + bare.substring(end).strip().lines().findFirst().orElse(""));
        }
        return new AclPolicy(name, text, rules);
    }

    private static PathRule rule(String path, String body) {
        Set<String> capabilities = new HashSet<>();
        Set<String> required = new HashSet<>();
        Matcher setting = SETTING.matcher(body);
        int end = 0;
        while (setting.find()) {
            Set<String> words = setting.group(1).equals("capabilities") ? capabilities : required;
            WORD.matcher(setting.group(2)).results().forEach(word -> words.add(word.group(1)));
            end = setting.end();
        }
        if (!body.substring(end).isBlank()) {
            throw refused(
                    "path \"" + path + "\": invalid key " + body.substring(end).strip());
        }
        capabilities.stream()
                .filter(word -> !CAPABILITIES.contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw refused("path \"" + path + "\": invalid capability \"" + word + "\"");
                });
        return new PathRule(path, capabilities, required);
    }

    private static Refusal refused(String text) {
        return Refusal.of(400, "failed to parse policy: " + text);
    }
}
