package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code src/test/mutation/KitMutation.java} asks of a kit that it has changed. */
final class MutationRun {
    private MutationRun() {}

    /** All but A9, which waits for longer than the gallery lets any rule, and decides in no place. */
    static List<String> rules() {
        return Catalogue.RULES.stream()
                .filter(rule -> rule.check() != null && !rule.id().equals("A9"))
                .map(Rule::id)
                .toList();
    }

    /**
     * Whether a rule fails.
     *
     * @param specimen a {@link Specimen}, whose own rule is asked; none for a correct provider
     * @param rule for a correct provider
     */
    static boolean failed(@Nullable Object specimen, String rule) throws IOException {
        if (specimen instanceof Specimen broken) {
            try (var lab = new Lab(Lab.directory("rwx------"), broken.provider(), broken.server())) {
                return lab.judgeAlone(broken).outcome() == RuleOutcome.FAILED;
            }
        }
        try (var lab = new Lab(Lab.directory("rwx------"), LabProvider::new, server -> {})) {
            Rule asked = Catalogue.rule(rule);
            // As of a specimen: else each of the many rules that rest on B7 waits for its poll.
            Set<Capability> declined = asked.needs().contains(Capability.LONG_RUN) ? Set.of() : Specimen.declined(rule);
            Suite suite = lab.suite(Lab.THOROUGH, declined);
            RuleOutcome outcome = suite.judge(asked).outcome();
            // Blocked is a rule where one that it rests on has failed.
            return outcome == RuleOutcome.FAILED || outcome == RuleOutcome.BLOCKED;
        }
    }
}
