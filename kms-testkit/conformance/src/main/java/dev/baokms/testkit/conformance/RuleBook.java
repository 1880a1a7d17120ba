package dev.baokms.testkit.conformance;

import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        for (RequirementLevel requirement : RequirementLevel.values()) {
            text.append(Catalogue.RULES.stream()
                    .filter(rule -> rule.requirement() == requirement)
                    .count());
            text.append(' ').append(requirement).append(requirement == RequirementLevel.MUST ? ", " : ".\n");
        }
        text.append(Stream.of(Level.values())
                .map(level -> level.label() + (level == Level.SOCKET ? " needs " : " ") + level.meaning())
                .collect(Collectors.joining(", ", "Level: ", ". * marks the minimum profile.\n")));
        text.append("Version ").append(Catalogue.VERSION).append(" of the catalogue.\n");
        char group = 0;
        for (Rule rule : Catalogue.RULES) {
            if (rule.group() != group) {
                group = rule.group();
                text.append("\n## ").append(group).append(". ").append(Catalogue.title(group));
                text.append("\n\n").append(TABLE);
            }
            text.append("| ").append(rule.id()).append(Profile.MINIMUM.includes(rule) ? "*" : "");
            text.append(" | ").append(Level.labels(rule.levels())).append(" | ").append(rule.requirement());
            text.append(" | ").append(rule.statement());
            text.append(rule.check() == null ? ". Cannot be tested: " + rule.untestable() : "");
            text.append(" | ").append(Impact.meanings(rule.impacts()));
            text.append(" | ")
                    .append(rule.source())
                    .append(" | ")
                    .append(needs(rule))
                    .append(" |\n");
        }
        text.append("\n## What each check would miss\n\n");
        text.append("A rule that passed says no more than this leaves: a defect of its kind that its check does not"
                + " see.\n\n");
        for (Rule rule : Catalogue.RULES) {
            text.append("- ")
                    .append(rule.id())
                    .append(": ")
                    .append(BlindSpots.BY_RULE.get(rule.id()))
                    .append(".\n");
        }
        return text.toString();
    }

    private static String needs(Rule rule) {
        return rule.needs().stream().sorted().map(Capability::optionName).collect(Collectors.joining(", "));
    }
}
