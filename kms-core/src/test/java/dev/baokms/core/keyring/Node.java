package dev.baokms.core.keyring;

import static dev.baokms.core.failure.Outcomes.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.RetiredKey;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.Scopes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One provider's keyring, the oracle that says what it should be, and what it has shown so far. */
final class Node {
    private Keyring keyring = Keyring.restore(Scopes.PUBLISHED, RotationRules.DEFAULT, KeyringState.EMPTY);
    private final Oracle oracle = new Oracle();
    private final Map<KeyId, KeyVersion> everFound = new HashMap<>();
    private final Set<KeyId> superseded = new HashSet<>();
    private Optional<DerivedKey> shown = Optional.empty();
    private Instant latest = Instant.EPOCH;
    private long skew;

    Keyring keyring() {
        return keyring;
    }

    Instant latest() {
        return latest;
    }

    /** The version last shown as the write key, over restarts; 0 for none. */
    int active() {
        return shown.map(entry -> entry.version().number()).orElse(0);
    }

    void read(KeyMetadata read, long now) {
        Instant clock = clock(now);
        Keyring.Observed observed = keyring.observe(read, clock);
        keyring = observed.keyring().advance(clock);
        assertThat(observed.observation()).isEqualTo(oracle.read(read, clock.getEpochSecond()));
    }

    void tick(long now) {
        Instant clock = clock(now);
        keyring = keyring.advance(clock);
        oracle.tick(clock.getEpochSecond());
    }

    void skew(int seconds) {
        skew = seconds;
    }

    void restart() {
        keyring = Keyring.restore(Scopes.PUBLISHED, RotationRules.DEFAULT, keyring.memory());
        oracle.restart();
    }

    Set<Integer> retirable(int below) {
        var retirable = new TreeSet<>(keyring.memory().pins().headMap(below).keySet());
        retirable.removeAll(keyring.memory().retired());
        return retirable;
    }

    /** As the command does it: the daemon stops, its memory is changed, the daemon starts. */
    void retire(int version) {
        if (retirable(active()).contains(version)) {
            KeyringState memory = keyring.memory();
            var retired = new TreeSet<>(memory.retired());
            retired.add(version);
            keyring = Keyring.restore(
                    Scopes.PUBLISHED,
                    RotationRules.DEFAULT,
                    new KeyringState(memory.pins(), memory.highestActive(), retired));
            oracle.restart();
            oracle.retire(version);
        }
    }

    /** I2, I6 and I7, and agreement with the oracle. */
    void check() {
        assertThat(keyring.active().map(entry -> entry.version().number())).isEqualTo(oracle.active());
        assertThat(keyring.alarm().isPresent()).isEqualTo(oracle.alarmed());
        keyring.active().ifPresent(this::checkActive);
        keyring.entries().stream()
                .filter(entry -> keyring.find(entry.keyId()) instanceof Ok)
                .forEach(entry -> everFound.put(entry.keyId(), entry.version()));
        everFound.forEach(this::checkFound);
    }

    private void checkActive(DerivedKey active) {
        int number = active.version().number();
        assertThat(number).as("I2: the active version never decreases").isGreaterThanOrEqualTo(active());
        assertThat(superseded).as("I7: no key_id comes back").doesNotContain(active.keyId());
        assertThat(keyring.memory().retired()).doesNotContain(number);
        shown.map(DerivedKey::keyId).filter(id -> !id.equals(active.keyId())).ifPresent(superseded::add);
        shown = Optional.of(active);
    }

    private void checkFound(KeyId id, KeyVersion version) {
        assertThat(id).as("I7: an id means one version").isEqualTo(KeyId.derive(Scopes.PUBLISHED, version));
        if (keyring.find(id) instanceof Ok<DerivedKey>(DerivedKey entry)) {
            assertThat(entry.version()).isEqualTo(version);
            assertThat(oracle.retired()).doesNotContain(version.number());
        } else {
            assertThat(failure(keyring.find(id)))
                    .as("I6: only retirement ends decryption")
                    .isEqualTo(new RetiredKey());
            assertThat(oracle.retired()).contains(version.number());
        }
    }

    private Instant clock(long now) {
        Instant clock = Instant.ofEpochSecond(now + skew);
        latest = clock.isAfter(latest) ? clock : latest;
        return clock;
    }
}
