package dev.baokms.testkit.conformance;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** What the kit generates. */
final class Inputs {
    private static final int LONGEST_UID = 200;

    private Inputs() {}

    /** What a careless program treats as empty, as text or as the end of one. */
    static List<byte[]> oddSeeds() {
        byte[] ones = new byte[Trial.SEED_BYTES];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] breaks = new byte[Trial.SEED_BYTES];
        Arrays.fill(breaks, (byte) '\n');
        return List.of(new byte[Trial.SEED_BYTES], ones, breaks);
    }

    static Arbitrary<byte[]> seeds() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, bytes(Trial.SEED_BYTES, Trial.SEED_BYTES)), Tuple.of(1, Arbitraries.of(oddSeeds())));
    }

    static Arbitrary<byte[]> bytes(int least, int most) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most);
    }

    static Arbitrary<String> uids() {
        return Arbitraries.strings().ofMaxLength(LONGEST_UID);
    }
}
