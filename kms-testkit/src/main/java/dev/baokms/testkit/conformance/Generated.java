package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/** A law tried on many generated values; one that breaks it is made as small as it can be before it is reported. */
final class Generated {
    private static final int GEN_SIZE = 1000;
    /** Each step asks the provider; a smaller example is worth some hundred calls and no more. */
    private static final int MAX_SHRINK_TRIES = 300;

    @FunctionalInterface
    interface Law<T> {
        void holdFor(T value) throws Exception;
    }

    /** A value with what it can be shrunk by. jqwik tells the value in its session only. */
    private static final class Case<T> {
        private final Shrinkable<T> source;
        private final T value;

        Case(Shrinkable<T> source) {
            this.source = source;
            this.value = source.value();
        }
    }

    private Generated() {}

    /**
     * @param goOn asked before each case but the first
     * @return how many cases were tried
     * @throws Violation with the smallest case found that breaks the law
     */
    static <T> int forAll(int tries, BooleanSupplier goOn, Arbitrary<T> values, Random random, Law<T> law)
            throws Exception {
        List<Case<T>> cases = generated(tries, values, random);
        for (int i = 0; i < tries; i++) {
            if (i > 0 && !goOn.getAsBoolean()) {
                return i;
            }
            Optional<RuntimeException> broken = broken(law, cases.get(i));
            if (broken.isPresent()) {
                throw smallest(law, cases.get(i), broken.get());
            }
        }
        return tries;
    }

    /** All at once: a session of jqwik locks all others out, so no provider may be asked within one. */
    private static <T> List<Case<T>> generated(int tries, Arbitrary<T> values, Random random) {
        var cases = new ArrayList<Case<T>>(tries);
        JqwikSession.run(() -> {
            RandomGenerator<T> generator = values.generator(GEN_SIZE, true);
            for (int i = 0; i < tries; i++) {
                cases.add(new Case<>(generator.next(random)));
            }
        });
        return cases;
    }

    private static <T> List<Case<T>> smaller(Case<T> value, int most) {
        var candidates = new ArrayList<Case<T>>();
        JqwikSession.run(
                () -> value.source.shrink().limit(most).forEach(smaller -> candidates.add(new Case<>(smaller))));
        return candidates;
    }

    private static <T> Violation smallest(Law<T> law, Case<T> first, RuntimeException why) throws Exception {
        Case<T> best = first;
        RuntimeException reason = why;
        int left = MAX_SHRINK_TRIES;
        int steps = 0;
        for (boolean better = true; better && left > 0; ) {
            better = false;
            for (Case<T> candidate : smaller(best, left)) {
                left--;
                Optional<RuntimeException> broken = broken(law, candidate);
                if (broken.isPresent()) {
                    best = candidate;
                    reason = broken.get();
                    steps++;
                    better = true;
                    break;
                }
            }
        }
        return new Violation(
                reason.getMessage() + "; smallest case found in " + steps + " steps: " + show(best.value), reason);
    }

    /** Only what a provider can do wrong counts; a broken kit or hook is no example. */
    private static <T> Optional<RuntimeException> broken(Law<T> law, Case<T> value) throws Exception {
        try {
            law.holdFor(value.value);
            return Optional.empty();
        } catch (Violation | KmsCallException e) {
            return Optional.of(e);
        }
    }

    private static String show(Object value) {
        return switch (value) {
            case byte[] bytes when bytes.length > 40 -> bytes.length + " bytes";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> list -> list.stream().map(Generated::show).toList().toString();
            default -> value.toString();
        };
    }
}
