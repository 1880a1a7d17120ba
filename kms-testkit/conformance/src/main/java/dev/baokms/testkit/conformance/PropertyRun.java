package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Checks a law on many generated values; a value that breaks it is simplified as far as possible before it is reported.
 */
final class PropertyRun {
    /** Each step calls the provider; a simpler example is worth a few hundred calls at most. */
    private static final int MAX_SIMPLER_TRIES = 300;
    /** Longer values are shown by their length. */
    private static final int MAX_SHOWN_BYTES = 40;

    @FunctionalInterface
    interface Law<T> {
        void holdFor(T value) throws Exception;
    }

    private PropertyRun() {}

    /**
     * @param goOn asked before each case but the first
     * @param random used only before the first case, because the law may draw from the same source
     * @return how many cases were tried
     * @throws Violation with the simplest case found that breaks the law
     */
    static <T> int forAll(int tries, BooleanSupplier goOn, Generator<T> values, Random random, Law<T> law)
            throws Exception {
        var own = new Random(random.nextLong());
        for (int i = 0; i < tries; i++) {
            if (i > 0 && !goOn.getAsBoolean()) {
                return i;
            }
            T value = values.next(own);
            Optional<RuntimeException> broken = broken(law, value);
            if (broken.isPresent()) {
                throw simplest(law, values, value, broken.get());
            }
        }
        return tries;
    }

    private static <T> Violation simplest(Law<T> law, Generator<T> values, T first, RuntimeException why)
            throws Exception {
        T best = first;
        RuntimeException reason = why;
        int steps = 0;
        Iterator<T> candidates = values.simplerThan(best).iterator();
        for (int left = MAX_SIMPLER_TRIES; left > 0 && candidates.hasNext(); left--) {
            T candidate = candidates.next();
            Optional<RuntimeException> broken = broken(law, candidate);
            if (broken.isPresent()) {
                best = candidate;
                reason = broken.get();
                steps++;
                candidates = values.simplerThan(best).iterator();
            }
        }
        return new Violation(
                reason.getMessage() + "; smallest case found in " + steps + " steps: " + shown(best), reason);
    }

    /** Only a provider's failures count; a broken kit or hook is no example. */
    private static <T> Optional<RuntimeException> broken(Law<T> law, T value) throws Exception {
        try {
            law.holdFor(value);
            return Optional.empty();
        } catch (Violation | KmsCallException e) {
            return Optional.of(e);
        }
    }

    private static String shown(Object value) {
        return switch (value) {
            case byte[] bytes when bytes.length > MAX_SHOWN_BYTES -> bytes.length + " bytes";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case String text -> escaped(text);
            case List<?> list -> list.stream().map(PropertyRun::shown).toList().toString();
            default -> value.toString();
        };
    }

    /** Escaped onto one line. */
    private static String escaped(String text) {
        var line = new StringBuilder("\"");
        text.codePoints()
                .forEach(point -> line.append(
                        point >= ' ' && point <= '~'
                                ? Character.toString(point)
                                : String.format(Locale.ROOT, "\\u{%x}", point)));
        return line.append('"').toString();
    }
}
