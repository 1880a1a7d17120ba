package dev.baokms.testkit.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generates bytes, texts and lists, all of them sequences of items. These few lines replace a library, which keeps the
 * kit's dependencies few.
 */
final class Generators {
    private static final int LONGEST_UID = 200;
    /** One value in this many is an odd one, which careless programs handle badly, or has the greatest length. */
    private static final int ODD_ONE_IN = 9;
    /**
     * Characters that trouble lexers, logs, shells, format strings and single-byte columns; then letters, and one that
     * takes two chars in UTF-16.
     */
    private static final List<String> CHARACTERS = List.of(
            "a",
            "\0",
            "\n",
            "\r",
            "\t",
            " ",
            "\"",
            "'",
            "\\",
            "/",
            "%",
            "\u007F",
            "\u00E9",
            "\u6F22",
            "\uFFFD",
            "\uD83D\uDE00");

    private Generators() {}

    /** Seeds that a careless program treats as empty, as text or as the end of a text. */
    static List<byte[]> oddSeeds() {
        byte[] ones = new byte[RuleRun.SEED_BYTES];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] breaks = new byte[RuleRun.SEED_BYTES];
        Arrays.fill(breaks, (byte) '\n');
        return List.of(new byte[RuleRun.SEED_BYTES], ones, breaks);
    }

    static Generator<byte[]> seeds() {
        Generator<byte[]> bytes = bytes(RuleRun.SEED_BYTES, RuleRun.SEED_BYTES);
        return new Generator<>() {
            @Override
            public byte[] next(Random random) {
                return random.nextInt(ODD_ONE_IN) == 0
                        ? oddSeeds().get(random.nextInt(oddSeeds().size()))
                        : bytes.next(random);
            }

            @Override
            public Stream<byte[]> simplerThan(byte[] value) {
                return bytes.simplerThan(value);
            }
        };
    }

    static Generator<byte[]> bytes(int least, int most) {
        List<Byte> all = IntStream.range(0, 256).mapToObj(value -> (byte) value).toList();
        return mapped(listsOf(all, least, most), Generators::unboxed, Generators::boxed);
    }

    static Generator<String> uids() {
        return mapped(
                listsOf(CHARACTERS, 0, LONGEST_UID),
                characters -> String.join("", characters),
                text -> text.codePoints().mapToObj(Character::toString).toList());
    }

    /** @param choices the simplest first */
    static <T> Generator<List<T>> listsOf(List<T> choices, int least, int most) {
        return new Generator<>() {
            @Override
            public List<T> next(Random random) {
                // The bound is random, too: short lists reveal the most, and long ones cost the most.
                int size = random.nextInt(ODD_ONE_IN) == 0
                        ? most
                        : least + random.nextInt(1 + random.nextInt(1 + most - least));
                return random.ints(size, 0, choices.size())
                        .mapToObj(choices::get)
                        .toList();
            }

            @Override
            public Stream<List<T>> simplerThan(List<T> value) {
                Stream<List<T>> shorter = parts(value.size())
                        .filter(part -> value.size() - part.length() >= least)
                        .map(part -> without(value, part));
                Stream<List<T>> plainer = parts(value.size())
                        .map(part -> filled(value, part, choices.getFirst()))
                        .filter(other -> !other.equals(value));
                return Stream.concat(shorter, plainer);
            }
        };
    }

    /** A part of a sequence: from inclusive, to exclusive. */
    private record Part(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** The whole, its halves, their halves, down to single items. */
    private static Stream<Part> parts(int size) {
        return Stream.iterate(size, length -> length > 0, length -> length / 2)
                .flatMap(length -> IntStream.iterate(0, from -> from < size, from -> from + length)
                        .mapToObj(from -> new Part(from, Math.min(size, from + length))));
    }

    private static <T> List<T> without(List<T> list, Part part) {
        var rest = new ArrayList<>(list);
        rest.subList(part.from(), part.to()).clear();
        return rest;
    }

    private static <T> List<T> filled(List<T> list, Part part, T item) {
        var other = new ArrayList<>(list);
        other.subList(part.from(), part.to()).replaceAll(old -> item);
        return other;
    }

    private static <A, B> Generator<B> mapped(Generator<A> source, Function<A, B> there, Function<B, A> back) {
        return new Generator<>() {
            @Override
            public B next(Random random) {
                return there.apply(source.next(random));
            }

            @Override
            public Stream<B> simplerThan(B value) {
                return source.simplerThan(back.apply(value)).map(there);
            }
        };
    }

    private static byte[] unboxed(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    private static List<Byte> boxed(byte[] bytes) {
        IntFunction<Byte> at = i -> bytes[i];
        return IntStream.range(0, bytes.length).mapToObj(at).toList();
    }
}
