package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts and lengths that a module gives, none of which is believed: one that is too large would be read beyond its
 * memory.
 */
final class ModuleCounts {
    private static final int MAX_TRIES = 3;
    private static final Set<ReturnCode> HAS_GROWN = Set.of(ReturnCode.CKR_BUFFER_TOO_SMALL);

    private ModuleCounts() {}

    /** What is asked for in two calls, first how much there is and then all of it. */
    interface TwoCalls<T> {
        T made() throws CryptokiException;
    }

    /**
     * Asks again when there is more at the second call than at the first; not for ever, for some modules always
     * want more room.
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

    /** The first {@code count} numbers of the segment, which has room for them. */
    static List<Long> numbers(MemorySegment segment, long count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(segment.getAtIndex(JAVA_LONG, i));
        }
        return numbers;
    }
}
