package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks counts and lengths from a module: trusting one that is too large would mean reading beyond its memory.
 */
final class ModuleCounts {
    private static final int MAX_TRIES = 3;
    private static final Set<ReturnCode> HAS_GROWN = Set.of(ReturnCode.CKR_BUFFER_TOO_SMALL);

    private ModuleCounts() {}

    /** A query in two calls: first for the count, then for the content. */
    interface TwoCalls<T> {
        T made() throws CryptokiException;
    }

    /**
     * Repeats the query when the second call finds more than the first; only a few times, because some modules always
     * ask for more room.
     */
    static <T> T untilNothingGrows(TwoCalls<T> calls) throws CryptokiException {
        for (int tries = 1; ; tries++) {
            try {
                return calls.made();
            } catch (CryptokiException e) {
                if (tries == MAX_TRIES || !e.isOneOf(HAS_GROWN)) {
                    throw e;
                }
            }
        }
    }

    /** @param what the counted things, for the message */
    static long read(MemorySegment count, long most, CryptokiFunction function, String what) throws CryptokiException {
        long number = count.get(JAVA_LONG, 0);
        if (number < 0 || number > most) {
            throw CryptokiException.impossible(
                    function, Long.toUnsignedString(number) + " " + what + ", possible are at most " + most);
        }
        return number;
    }

    /** The first {@code count} numbers of the segment, which must hold that many. */
    static List<Long> numbers(MemorySegment segment, long count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(segment.getAtIndex(JAVA_LONG, i));
        }
        return numbers;
    }
}
