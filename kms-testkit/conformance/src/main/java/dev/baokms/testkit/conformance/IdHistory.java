package dev.baokms.testkit.conformance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Which key_id each of many concurrent calls named, and when. The calls must have a consistent order: a call that began
 * after Status had named the new key must not name the old one.
 */
final class IdHistory {
    /**
     * One call.
     *
     * @param status whether it was Status; only Status binds later calls
     * @param start before it was sent, on the clock of {@link System#nanoTime}
     * @param end after its answer
     */
    record Observation(boolean status, String keyId, long start, long end) {}

    private final Collection<Observation> calls = new ConcurrentLinkedQueue<>();

    String record(boolean status, Supplier<String> call) {
        long start = System.nanoTime();
        String keyId = call.get();
        calls.add(new Observation(status, keyId, start, System.nanoTime()));
        return keyId;
    }

    List<Observation> calls() {
        return List.copyOf(calls);
    }

    /** A call that named the old key too late. */
    static Optional<Observation> inversion(Collection<Observation> calls, String newKeyId) {
        long shown = calls.stream()
                .filter(call -> call.status() && call.keyId().equals(newKeyId))
                .mapToLong(Observation::end)
                .reduce(Long.MAX_VALUE, IdHistory::earlier);
        return shown == Long.MAX_VALUE
                ? Optional.empty()
                : calls.stream()
                        .filter(call -> !call.keyId().equals(newKeyId) && call.start() - shown > 0)
                        .findFirst();
    }

    /** Compares by difference, because nanoTime may wrap. */
    private static long earlier(long one, long other) {
        return one == Long.MAX_VALUE || other - one < 0 ? other : one;
    }
}
