package dev.baokms.core.key;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.DomainContextBase;

/**
 * The scope of the published vectors, and generated ones: without edge cases, whose products would leave no tries
 * for chance.
 */
public final class Scopes extends DomainContextBase {
    public static final KeyScope PUBLISHED = published(Optional.empty());
    public static final KeyVersion VERSION_3 = new KeyVersion(3, 1_715_803_200);

    /** Until the year 9999, where RFC 3339 ends. */
    private static final long LAST_SECOND = 253_402_300_799L;

    public static KeyScope published(Optional<String> namespace) {
        return new KeyScope(
                "openbao-kms-workload-a",
                "workload-a",
                "bao-prod-a",
                namespace,
                "transit-prod-primary",
                "01HXEXAMPLEKEYLINEAGEID");
    }

    @Provide
    Arbitrary<KeyScope> scopes() {
        return Combinators.combine(label(), label(), label(), namespace().optional(0.5), label(), label())
                .as(KeyScope::new)
                .withoutEdgeCases();
    }

    @Provide
    Arbitrary<KeyVersion> versions() {
        Arbitrary<Integer> number = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 30), Arbitraries.integers().greaterOrEqual(1));
        Arbitrary<Long> second = Arbitraries.oneOf(
                Arbitraries.longs().between(1, 30), Arbitraries.longs().between(1, LAST_SECOND));
        return Combinators.combine(number, second).as(KeyVersion::new).withoutEdgeCases();
    }

    /** Two identities that are alike: equal, unrelated, or with characters shifted from one part into the next. */
    @Provide
    Arbitrary<Tuple2<Identity, Identity>> pairs() {
        Arbitrary<Identity> any = Combinators.combine(scopes(), versions()).as(Identity::new);
        return any.flatMap(one -> Arbitraries.oneOf(
                                Arbitraries.just(one),
                                any,
                                Arbitraries.integers().between(0, 6).map(one::shifted))
                        .map(other -> Tuple.of(one, other)))
                .withoutEdgeCases();
    }

    /**
     * All that a key_id names.
     *
     * @param scope whose
     * @param version which
     */
    public record Identity(KeyScope scope, KeyVersion version) {
        /**
         * The same characters in the same order, with one boundary between two parts elsewhere; itself when that
         * cannot be.
         */
        Identity shifted(int boundary) {
            String[] parts = {
                scope.providerName(),
                scope.clusterId(),
                scope.instanceId(),
                scope.namespace().orElse(""),
                scope.transitMountId(),
                scope.keyLineageId(),
                Integer.toString(version.number()),
                Long.toString(version.createdAtEpochSeconds())
            };
            String left = parts[boundary];
            if (left.isEmpty()) {
                return this;
            }
            int cut = left.offsetByCodePoints(left.length(), -1);
            parts[boundary] = left.substring(0, cut);
            parts[boundary + 1] = left.substring(cut) + parts[boundary + 1];
            try {
                Optional<String> namespace = parts[3].isEmpty() ? Optional.empty() : Optional.of(parts[3]);
                return new Identity(
                        new KeyScope(parts[0], parts[1], parts[2], namespace, parts[4], parts[5]),
                        new KeyVersion(Integer.parseInt(parts[6]), Long.parseLong(parts[7])));
            } catch (IllegalArgumentException notAnIdentity) {
                return this;
            }
        }
    }

    /** Few different characters, so that generated parts often share beginnings and ends. */
    private static Arbitrary<String> label() {
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars('a', 'b', '1')
                                .ofMinLength(1)
                                .ofMaxLength(4),
                        Arbitraries.strings()
                                .withChars("a1 <>&\"\\/\u2028\u2029\u00fc\ud83d\ude00".toCharArray())
                                .ofMinLength(1)
                                .ofMaxLength(8),
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(12))
                .filter(text -> KeyScope.labelProblem(text).isEmpty());
    }

    private static Arbitrary<String> namespace() {
        return Arbitraries.strings()
                .withChars('a', 'b', '1', '/')
                .ofMinLength(1)
                .ofMaxLength(6)
                .filter(text -> KeyScope.namespaceProblem(text).isEmpty());
    }
}
