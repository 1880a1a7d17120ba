package dev.baokms.testkit.conformance;

import java.util.stream.Collectors;

/** The catalogue as a document. */
final class RuleBook {
    private static final String TABLE = """


        | rule | level | | a provider | if not | source | needs |
        |---|---|---|---|---|---|---|
        """;

    private RuleBook() {}

    static String markdown() {
        var text = new StringBuilder("# The rules\n\nMade from the catalogue in the code; do not edit. ");
        text.append(Catalogue.RULES.size()).append(" rules: ");
        for (Force force : Force.values()) {
            text.append(Catalogue.RULES.stream()
                    .filter(rule -> rule.force() == force)
                    .count());
            text.append(' ').append(force).append(force == Force.MUST ? ", " : ".\n");
        }
        text.append("Level: L0 needs the socket alone, L1 a rotation, L2 a restart, L3 a second instance, L4 a"
                        + " broken backend,")
                .append(" L5 logs or files. * marks the minimum profile.\n");
        char group = 0;
        for (Rule rule : Catalogue.RULES) {
            if (rule.group() != group) {
                group = rule.group();
                text.append("\n## ").append(group).append(". ").append(Catalogue.title(group));
                text.append(TABLE);
            }
            text.append("| ").append(rule.id()).append(Profile.MINIMUM.includes(rule) ? "*" : "");
            text.append(" | ").append(rule.levels()).append(" | ").append(rule.force());
            text.append(" | ").append(rule.statement());
            text.append(rule.check() == null ? ". Cannot be tested: " + rule.untestable() : "");
            text.append(" | ").append(Report.harms(rule));
            text.append(" | ")
                    .append(rule.source())
                    .append(" | ")
                    .append(needs(rule))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String needs(Rule rule) {
        return rule.needs().stream().sorted().map(Capability::optionName).collect(Collectors.joining(", "));
    }
}
