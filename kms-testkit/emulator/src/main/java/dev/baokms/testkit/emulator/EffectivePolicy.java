package dev.baokms.testkit.emulator;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What a token may do: the rules of all its policies together. */
final class EffectivePolicy {
    /** Orders matching patterns by the server's precedence, best last. */
    private static final Comparator<String> SPECIFICITY = Comparator.comparingInt(EffectivePolicy::firstWildcard)
            .thenComparing(path -> !path.endsWith("*"))
            .thenComparing(
                    Comparator.comparingInt(EffectivePolicy::plusSegments).reversed())
            .thenComparingInt(String::length)
            .thenComparing(Comparator.naturalOrder());

    private final boolean root;
    private final List<AclPolicy.PathRule> rules;

    private EffectivePolicy(boolean root, List<AclPolicy.PathRule> rules) {
        this.root = root;
        this.rules = rules;
    }

    static EffectivePolicy of(StoredToken token, ServerState state) {
        List<AclPolicy.PathRule> rules = token.policies().stream()
                .map(state.policies()::get)
                .filter(policy -> policy != null)
                .flatMap(policy -> policy.rules().stream())
                .toList();
        return new EffectivePolicy(token.root(), rules);
    }

    boolean allow(String path, String capability, Predicate<String> inBody) {
        return root
                || (capabilitiesAt(path).contains(capability)
                        && deciding(path).stream()
                                .flatMap(rule -> rule.required().stream())
                                .allMatch(inBody));
    }

    /** As {@code sys/capabilities-self} shows them: sorted, never empty. */
    List<String> shown(String path) {
        if (root) {
            return List.of("root");
        }
        Set<String> found = capabilitiesAt(path);
        return found.isEmpty() ? List.of("deny") : List.copyOf(new TreeSet<>(found));
    }

    private Set<String> capabilitiesAt(String path) {
        Set<String> all = new HashSet<>();
        deciding(path).forEach(rule -> all.addAll(rule.capabilities()));
        return all.contains("deny") ? Set.of() : all;
    }

    /** All rules with the one pattern that counts. */
    private List<AclPolicy.PathRule> deciding(String path) {
        Optional<String> best = rules.stream()
                .map(AclPolicy.PathRule::path)
                .filter(pattern -> matches(pattern, path))
                .max(Comparator.comparing((String pattern) -> pattern.equals(path))
                        .thenComparing(SPECIFICITY));
        return rules.stream()
                .filter(rule -> best.filter(rule.path()::equals).isPresent())
                .toList();
    }

    private static boolean matches(String pattern, String path) {
        boolean open = pattern.endsWith("*");
        String fixed = open ? pattern.substring(0, pattern.length() - 1) : pattern;
        String segments = fixed.replaceAll("(?<![^/])\\+(?![^/])", "\\\\E[^/]+\\\\Q");
        return path.matches("\\Q" + segments + "\\E" + (open ? ".*" : ""));
    }

    private static int firstWildcard(String path) {
        int plus = path.indexOf('+');
        int star = path.endsWith("*") ? path.length() - 1 : path.length();
        return plus < 0 ? star : Math.min(plus, star);
    }

    private static int plusSegments(String path) {
        return (int) path.chars().filter(c -> c == '+').count();
    }
}
