package dev.baokms.testkit.conformance;

import java.util.Random;
import java.util.stream.Stream;

/** Makes values of one kind, and knows which of them are simpler than others. */
interface Generator<T> {
    /** Takes nothing but the randomness it is given, so that the same seed makes the same values. */
    T next(Random random);

    /** The simplest first. No chain of them leads back to the value, so looking for the simplest comes to an end. */
    Stream<T> simplerThan(T value);
}
