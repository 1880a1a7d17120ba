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
 * @param levels what is needed to see it, as the catalogue counts: L0 the socket, L1 rotation, L2 restart, L3 a second instance,
 *     L4 a broken backend, L5 logs or files
 * @param harms what happens in a cluster when it is broken
 * @param source where kube-apiserver, its proto or its design document asks for it
 * @param basis what must work before it can be asked
 * @param after further rules without which it means nothing
 * @param needs capabilities without which it is declined
 * @param check null when no client can tell, {@code untestable} then says why
 */
record Rule(
        String id,
        String levels,
        Force force,
        Set<Harm> harms,
        String statement,
        String source,
        Basis basis,
        List<String> after,
        Set<Capability> needs,
        @Nullable Check check,
        String untestable) {

    static Draft must(String id, String levels, String harms, String statement, String source) {
        return new Draft(id, levels, Force.MUST, harms, statement, source);
    }

    static Draft should(String id, String levels, String harms, String statement, String source) {
        return new Draft(id, levels, Force.SHOULD, harms, statement, source);
    }

    char group() {
        return id.charAt(0);
    }

    /** Ids of the rules that must not have failed before. */
    List<String> restsOn() {
        return Stream.concat(basis.rules().stream(), after.stream())
                .filter(other -> !other.equals(id))
                .toList();
    }

    /** The text of a rule before it is bound to a check. */
    static final class Draft {
        private final String id;
        private final String levels;
        private final Force force;
        private final Set<Harm> harms;
        private final String statement;
        private final String source;
        private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
        private Basis basis = Basis.STATUS;
        private List<String> after = List.of();

        private Draft(String id, String levels, Force force, String harms, String statement, String source) {
            this.id = id;
            this.levels = levels;
            this.force = force;
            this.harms = Harm.of(harms);
            this.statement = statement;
            this.source = source;
        }

        Draft on(Basis other) {
            basis = other;
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

        Rule by(Check check) {
            return new Rule(id, levels, force, harms, statement, source, basis, after, needs, check, "");
        }

        Rule untestable(String reason) {
            return new Rule(id, levels, force, harms, statement, source, basis, after, needs, null, reason);
        }
    }
}
