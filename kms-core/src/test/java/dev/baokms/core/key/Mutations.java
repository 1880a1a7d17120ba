package dev.baokms.core.key;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every text that is one character away from a given one: another character, one more, or one fewer. */
final class Mutations {
    private static final int CHARACTERS = 256;

    private Mutations() {}

    static Stream<String> of(String text) {
        Stream<String> changed = IntStream.range(0, text.length())
                .boxed()
                .flatMap(at -> characters()
                        .filter(c -> c != text.charAt(at))
                        .mapToObj(c -> text.substring(0, at) + (char) c + text.substring(at + 1)));
        Stream<String> longer = IntStream.rangeClosed(0, text.length())
                .boxed()
                .flatMap(at -> characters().mapToObj(c -> text.substring(0, at) + (char) c + text.substring(at)));
        Stream<String> shorter =
                IntStream.range(0, text.length()).mapToObj(at -> text.substring(0, at) + text.substring(at + 1));
        return Stream.of(changed, longer, shorter).flatMap(each -> each);
    }

    private static IntStream characters() {
        return IntStream.concat(IntStream.range(0, CHARACTERS), IntStream.of(0x2028, 0xff21, 0xd83d));
    }
}
