package dev.baokms.testkit.conformance;

import java.util.Random;
import java.util.stream.Stream;

/** Makes values of one kind, and knows which are simpler than others. */
interface Generator<T> {
    /** Uses only the given randomness, so that the same seed makes the same values. */
    T next(Random random);

    /** Simpler values, simplest first. No chain of them leads back to the value, so shrinking always ends. */
    Stream<T> simplerThan(T value);
}
