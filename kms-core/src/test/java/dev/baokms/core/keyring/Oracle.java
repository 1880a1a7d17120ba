package dev.baokms.core.keyring;

import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.keyring.Keyring.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The rules of rotation once more, as plainly as can be: it keeps all reads it ever accepted and computes every
 * answer from all of them each time. Slow, without structure, and without a line in common with the keyring.
 */
final class Oracle {
    private static final int DELAY = 120;

    private final List<KeyMetadata> accepted = new ArrayList<>();
    private final Set<Integer> retired = new HashSet<>();
    private final List<Long> behind = new ArrayList<>();
    private boolean verified;
    private boolean alarmed;
    private int highestActive;

    Observation read(KeyMetadata read, long clock) {
        if (read.creationSeconds().entrySet().stream()
                .anyMatch(seen -> isKnownOtherwise(seen.getKey(), seen.getValue()))) {
            alarmed = true;
            tick(clock);
            return Observation.RECREATED;
        }
        if (read.findings().contains(KeyFinding.EXPORTABLE)) {
            alarmed = true;
            tick(clock);
            return Observation.UNSAFE;
        }
        if (known().anyMatch(number -> number > read.latestVersion())) {
            behind.add(clock);
            tick(clock);
            if (behind.size() >= 3 && behind.getLast() - Collections.min(behind) >= 60) {
                alarmed = true;
                return Observation.ROLLBACK;
            }
            return Observation.LAGGING;
        }
        accepted.add(read);
        behind.clear();
        verified = true;
        alarmed = false;
        tick(clock);
        return Observation.ACCEPTED;
    }

    void tick(long clock) {
        if (verified) {
            highestActive = Math.max(highestActive, due(clock));
        }
    }

    /** What a restart forgets: that the key was read, and what spoke against it. */
    void restart() {
        verified = false;
        alarmed = false;
        behind.clear();
    }

    void retire(int version) {
        retired.add(version);
    }

    Set<Integer> retired() {
        return retired;
    }

    Optional<Integer> active() {
        return verified && highestActive > 0 ? Optional.of(highestActive) : Optional.empty();
    }

    boolean alarmed() {
        return alarmed;
    }

    private int due(long clock) {
        KeyMetadata last = accepted.getLast();
        int floor = Math.max(last.minEncryptionVersion(), last.minDecryptionVersion());
        int lowest = known().min().orElseThrow();
        int byAge = usable().filter(number -> number == lowest || secondOf(number) + DELAY <= clock)
                .max()
                .orElse(0);
        OptionalInt forced = usable().filter(number -> number >= floor).min();
        return Math.max(byAge, forced.orElse(0) > byAge && byAge < floor ? forced.getAsInt() : 0);
    }

    private IntStream usable() {
        return known().filter(number -> !retired.contains(number));
    }

    private IntStream known() {
        return accepted.stream()
                .flatMap(read -> read.creationSeconds().keySet().stream())
                .mapToInt(Integer::intValue);
    }

    private boolean isKnownOtherwise(int number, long second) {
        return seconds(number).anyMatch(known -> known != second);
    }

    private long secondOf(int number) {
        return seconds(number).findFirst().orElseThrow();
    }

    private LongStream seconds(int number) {
        return accepted.stream()
                .flatMap(read -> read.creationSeconds().entrySet().stream())
                .filter(seen -> seen.getKey() == number)
                .mapToLong(Map.Entry::getValue);
    }
}
