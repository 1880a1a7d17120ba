package dev.baokms.testkit.conformance;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One property of a provider.
 *
 * @param id letter of the group and number
 * @param levels what is needed to see it; more than one if further levels show more
 * @param impacts what happens in a cluster when the rule is broken
 * @param source where kube-apiserver, its proto or its design document requires it
 * @param prerequisite what must work before it can be checked
 * @param after other rules without which it means nothing
 * @param needs capabilities without which it is declined
 * @param check null when no client can tell; {@code untestable} then says why
 */
record Rule(
        String id,
        Set<Level> levels,
        RequirementLevel requirement,
        Set<Impact> impacts,
        String statement,
        String source,
        Prerequisite prerequisite,
        List<String> after,
        Set<Capability> needs,
        @Nullable RuleCheck check,
        String untestable) {

    static Draft must(String id, Level level, Impact impact, String statement, String source) {
        return new Draft(id, level, RequirementLevel.MUST, impact, statement, source);
    }

    static Draft should(String id, Level level, Impact impact, String statement, String source) {
        return new Draft(id, level, RequirementLevel.SHOULD, impact, statement, source);
    }

    Rule {
        levels = Set.copyOf(levels);
        impacts = Set.copyOf(impacts);
        needs = Set.copyOf(needs);
    }

    char group() {
        return id.charAt(0);
    }

    /** Ids of the rules that must not have failed before. */
    List<String> restsOn() {
        return Stream.concat(prerequisite.rules().stream(), after.stream())
                .filter(other -> !other.equals(id))
                .toList();
    }

    /** The text of a rule before it is bound to a check. */
    static final class Draft {
        private final String id;
        private final Set<Level> levels;
        private final RequirementLevel requirement;
        private final Set<Impact> impacts;
        private final String statement;
        private final String source;
        private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
        private Prerequisite prerequisite = Prerequisite.STATUS;
        private List<String> after = List.of();

        private Draft(
                String id, Level level, RequirementLevel requirement, Impact impact, String statement, String source) {
            this.id = id;
            this.levels = EnumSet.of(level);
            this.requirement = requirement;
            this.impacts = EnumSet.of(impact);
            this.statement = statement;
            this.source = source;
        }

        Draft and(Level level) {
            levels.add(level);
            return this;
        }

        Draft and(Impact impact) {
            impacts.add(impact);
            return this;
        }

        Draft on(Prerequisite other) {
            prerequisite = other;
            return this;
        }

        Draft after(String... ids) {
            after = List.of(ids);
            return this;
        }

        Draft needs(Capability... capabilities) {
            needs.addAll(Set.of(capabilities));
            return this;
        }

        Rule by(RuleCheck check) {
            return new Rule(id, levels, requirement, impacts, statement, source, prerequisite, after, needs, check, "");
        }

        Rule untestable(String reason) {
            return new Rule(
                    id, levels, requirement, impacts, statement, source, prerequisite, after, needs, null, reason);
        }
    }
}
