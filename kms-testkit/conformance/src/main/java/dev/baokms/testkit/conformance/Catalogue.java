package dev.baokms.testkit.conformance;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules, in the order of their ids. */
final class Catalogue {
    static final List<Rule> RULES = Stream.of(
                    TransportRules.RULES,
                    StatusRules.RULES,
                    EncryptRules.RULES,
                    DecryptRules.RULES,
                    KeyRotationRules.RULES,
                    LogRules.RULES,
                    ModelRules.RULES)
            .flatMap(List::stream)
            .toList();

    /** Grows with every rule that is added or that judges differently; docs/testkit/README.md has the policy. */
    static final int VERSION = 2;

    private static final Map<String, Rule> BY_ID =
            RULES.stream().collect(Collectors.toUnmodifiableMap(Rule::id, Function.identity()));

    private Catalogue() {}

    /** @throws IllegalArgumentException when there is no such rule */
    static Rule rule(String id) {
        Rule rule = BY_ID.get(id);
        if (rule == null) {
            throw new IllegalArgumentException("there is no rule " + id);
        }
        return rule;
    }

    /** The title of a group. */
    static String title(char group) {
        return switch (group) {
            case 'A' -> "Transport";
            case 'B' -> "Status";
            case 'C' -> "Encrypt";
            case 'D' -> "Decrypt";
            case 'E' -> "Rotation";
            case 'F' -> "Logs";
            case 'G' -> "Whole stories";
            default -> throw new IllegalArgumentException("there is no group " + group);
        };
    }
}
