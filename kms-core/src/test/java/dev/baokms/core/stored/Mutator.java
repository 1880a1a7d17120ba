package dev.baokms.core.stored;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Breaks inputs as a disk, a bug or a stranger might, and gives them to a parser, which must bring each to an end in its own
 * words. The sound ones come first, as they are. A few hundred in the gate; for a longer run {@code -Dfuzz.minutes=10}, and
 * {@code -Dfuzz.seed=N} to repeat one. An input that was found belongs among the seeds of its test.
 */
public final class Mutator {
    private static final int USUAL = 400;
    private static final int SHOWN = 4_096;
    private static final long[] ODD = {
        0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffffL, 0xffffffffL, 1L << 40, -1L
    };

    private final Random random;
    private final List<byte[]> seeds;
    private final List<byte[]> words;

    private Mutator(Random random, List<byte[]> seeds, List<byte[]> words) {
        this.random = random;
        this.seeds = seeds;
        this.words = words;
    }

    /** What is tried. */
    public interface Parser {
        /** Fails, or throws, when it does what it must not. */
        void take(byte[] input) throws Exception;
    }

    /**
     * Tries.
     *
     * @param seeds sound inputs, and those that were found
     * @param words that mean something to the parser, put in here and there
     */
    public static void run(List<byte[]> seeds, List<byte[]> words, Parser parser) {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int cases = Integer.getInteger("fuzz.cases", USUAL);
        long end = System.nanoTime()
                + Duration.ofMinutes(Integer.getInteger("fuzz.minutes", 0)).toNanos();
        var mutator = new Mutator(new Random(seed), seeds, words);
        for (byte[] each : seeds) {
            mutator.attempt(each, parser, "a seed");
        }
        long done = 0;
        for (; done < cases || System.nanoTime() < end; done++) {
            mutator.attempt(mutator.next(), parser, "case " + done + " of fuzz.seed=" + seed);
        }
        System.out.println("fuzz.seed=" + seed + ": " + done + " cases");
    }

    private void attempt(byte[] input, Parser parser, String which) {
        try {
            parser.take(input.clone());
        } catch (Exception | AssertionError | StackOverflowError e) {
            String shown = HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN));
            throw new AssertionError(which + ", " + input.length + " bytes: " + shown, e);
        }
    }

    private byte[] next() {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
            input = step(input);
        }
        return input;
    }

    private byte[] step(byte[] input) {
        int at = random.nextInt(input.length + 1);
        // Near by, mostly: what belongs together lies together.
        int to = Math.min(input.length, at + random.nextInt(random.nextBoolean() ? 9 : 1 + input.length));
        byte[] before = Arrays.copyOf(input, at);
        byte[] part = Arrays.copyOfRange(input, at, to);
        byte[] after = Arrays.copyOfRange(input, to, input.length);
        return switch (random.nextInt(9)) {
            case 0 -> StoredValues.concat(before, after);
            case 1 -> StoredValues.concat(before, part, part, after);
            case 2 -> StoredValues.concat(before, noise(), part, after);
            case 3 -> StoredValues.concat(before, StoredValues.varint(odd()), part, after);
            case 4 -> StoredValues.concat(before, word(), part, after);
            case 5 -> StoredValues.concat(before, word(), after);
            case 6 -> StoredValues.concat(before, piece(seeds.get(random.nextInt(seeds.size()))), after);
            case 7 -> before;
            default -> flipped(input, at);
        };
    }

    private byte[] flipped(byte[] input, int at) {
        if (at < input.length) {
            input[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (input[at] ^ 1 << random.nextInt(8));
        }
        return input;
    }

    private byte[] noise() {
        var bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long odd() {
        return random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextLong() >>> random.nextInt(63);
    }

    private byte[] word() {
        return words.isEmpty() ? noise() : words.get(random.nextInt(words.size()));
    }

    private byte[] piece(byte[] other) {
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
    }
}
