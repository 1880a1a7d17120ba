package dev.baokms.core.rotation;

import dev.baokms.core.key.KeyEntry;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.outcome.Failure.RetiredKey;
import dev.baokms.core.outcome.Failure.UnknownKey;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.KeyFinding;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every version of the key we trust, and which of them writes. Immutable: {@link #observe} and {@link #advance} give a new one.
 *
 * <p>I2: the active version never decreases. I5: with the same metadata and the same instant two nodes agree on it; after a
 * restored snapshot that lowers a minimum, I2 makes that true only once the activation delay has passed. I6: a version once
 * decryptable stays so until retired. I7: ids derive from version and creation second, so none is ever reused.
 */
public final class Keyring {
    /** What a metadata read meant. */
    public enum Observation {
        ACCEPTED,
        LAGGING,
        ROLLBACK,
        RECREATED,
        UNSAFE
    }

    /**
     * The keyring after a read.
     *
     * @param keyring the new one
     * @param observation what the read meant
     */
    public record Observed(Keyring keyring, Observation observation) {}

    private record Lag(int reads, Instant since) {}

    private final KeyScope scope;
    private final RotationRules rules;
    private final NavigableMap<Integer, KeyEntry> entries;
    private final Map<KeyId, KeyEntry> byId;
    private final Set<Integer> retired;
    private final int active;
    private final int minEncryption;
    private final boolean verified;
    private final @Nullable Lag lag;
    private final @Nullable UnsafeKey alarm;

    private Keyring(
            KeyScope scope,
            RotationRules rules,
            NavigableMap<Integer, KeyEntry> entries,
            Set<Integer> retired,
            int active,
            int minEncryption,
            boolean verified,
            @Nullable Lag lag,
            @Nullable UnsafeKey alarm) {
        this.scope = scope;
        this.rules = rules;
        this.entries = entries;
        this.byId = new HashMap<>();
        entries.values().forEach(entry -> byId.put(entry.keyId(), entry));
        this.retired = retired;
        this.active = active;
        this.minEncryption = minEncryption;
        this.verified = verified;
        this.lag = lag;
        this.alarm = alarm;
    }

    /** Begins with what was remembered. Nothing is written under it before the first accepted read. */
    public static Keyring restore(KeyScope scope, RotationRules rules, KeyringMemory memory) {
        var entries = new TreeMap<Integer, KeyEntry>();
        memory.pins()
                .forEach((number, second) ->
                        entries.put(number, KeyEntry.derive(scope, new KeyVersion(number, second))));
        return new Keyring(
                scope, rules, entries, Set.copyOf(memory.retired()), memory.highestActive(), 0, false, null, null);
    }

    /** Takes in one read of OpenBao's metadata. */
    public Observed observe(KeyMetadata read, Instant now) {
        if (isAnotherKey(read)) {
            return new Observed(withAlarm(new UnsafeKey(KeyFinding.KEY_RECREATED)), Observation.RECREATED);
        }
        Set<KeyFinding> unsafe =
                read.findings().stream().filter(KeyFinding::unsafe).collect(Collectors.toUnmodifiableSet());
        if (!unsafe.isEmpty()) {
            return new Observed(withAlarm(new UnsafeKey(unsafe)), Observation.UNSAFE);
        }
        if (!entries.isEmpty() && read.latestVersion() < entries.lastKey()) {
            return behind(now);
        }
        var known = new TreeMap<>(entries);
        read.createdAt()
                .forEach((number, second) ->
                        known.computeIfAbsent(number, n -> KeyEntry.derive(scope, new KeyVersion(n, second))));
        // A version that no longer decrypts must not write either, whatever min_encryption_version says.
        int floor = Math.max(read.minEncryptionVersion(), read.minDecryptionVersion());
        return new Observed(
                new Keyring(scope, rules, known, retired, active, floor, true, null, null), Observation.ACCEPTED);
    }

    private boolean isAnotherKey(KeyMetadata read) {
        return read.createdAt().entrySet().stream().anyMatch(seen -> {
            KeyEntry pinned = entries.get(seen.getKey());
            return pinned != null && pinned.version().createdAt() != seen.getValue();
        });
    }

    private Observed behind(Instant now) {
        Lag longer = lag == null ? new Lag(1, now) : new Lag(lag.reads + 1, lag.since.isBefore(now) ? lag.since : now);
        boolean lasting = longer.reads >= rules.rollbackReads()
                && Duration.between(longer.since, now).compareTo(rules.rollbackTolerance()) >= 0;
        boolean rollback = lasting && rules.rejectRollback();
        UnsafeKey next = rollback ? new UnsafeKey(KeyFinding.VERSION_ROLLBACK) : alarm;
        return new Observed(
                new Keyring(scope, rules, entries, retired, active, minEncryption, verified, longer, next),
                rollback ? Observation.ROLLBACK : Observation.LAGGING);
    }

    private Keyring withAlarm(UnsafeKey next) {
        return new Keyring(scope, rules, entries, retired, active, minEncryption, verified, lag, next);
    }

    /** Lets time do its work: the active version is the one that is due, and never one below what it was. */
    public Keyring advance(Instant now) {
        int due = Math.max(active, verified ? dueAt(now) : 0);
        return due == active
                ? this
                : new Keyring(scope, rules, entries, retired, due, minEncryption, verified, lag, alarm);
    }

    private int dueAt(Instant now) {
        int lowest = entries.firstKey();
        int due = 0;
        for (int number : entries.keySet()) {
            boolean usable = !retired.contains(number);
            // The lowest needs no delay: there is nothing older that another node could still be writing with.
            if (usable && (number == lowest || !activationOf(number).isAfter(now))) {
                due = number;
            }
        }
        if (due >= minEncryption) {
            return due;
        }
        return entries.tailMap(minEncryption).keySet().stream()
                .filter(number -> !retired.contains(number))
                .findFirst()
                .orElse(due);
    }

    /** When a known version becomes due by age; a raised minimum may make it due sooner. */
    public Instant activationOf(int number) {
        KeyEntry entry = entries.get(number);
        if (entry == null) {
            throw new IllegalArgumentException("version " + number + " is not known");
        }
        // OpenBao's clock may have been anything: a second beyond what an Instant holds is simply never due.
        long second = Math.min(entry.version().createdAt(), Instant.MAX.getEpochSecond());
        Instant created = Instant.ofEpochSecond(second);
        Duration room = Duration.between(created, Instant.MAX);
        return room.compareTo(rules.activationDelay()) > 0 ? created.plus(rules.activationDelay()) : Instant.MAX;
    }

    /** The next instant at which {@link #advance} will change something by itself. */
    public Optional<Instant> nextActivation() {
        return entries.tailMap(active, false).keySet().stream()
                .filter(number -> !retired.contains(number))
                .map(this::activationOf)
                .filter(Instant.MAX::isAfter)
                .min(Instant::compareTo);
    }

    /** The version that writes; none before the first accepted read. */
    public Optional<KeyEntry> active() {
        return verified ? Optional.ofNullable(entries.get(active)) : Optional.empty();
    }

    /** Why nothing may be wrapped; empty when all is well. Decrypt goes on regardless. */
    public Optional<UnsafeKey> alarm() {
        return Optional.ofNullable(alarm);
    }

    /** The highest version ever validated, 0 for none. */
    public int highestKnown() {
        return entries.isEmpty() ? 0 : entries.lastKey();
    }

    /** Whether a metadata read of this process was accepted. */
    public boolean verified() {
        return verified;
    }

    /** The entry of an id: {@code UnknownKey} or {@code RetiredKey} otherwise. */
    public Outcome<KeyEntry> find(KeyId id) {
        KeyEntry entry = byId.get(id);
        if (entry == null) {
            return Outcome.failed(new UnknownKey());
        }
        return retired.contains(entry.version().number()) ? Outcome.failed(new RetiredKey()) : Outcome.ok(entry);
    }

    /** Every known version, retired ones included, lowest first. */
    public Collection<KeyEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** What must survive a restart. */
    public KeyringMemory memory() {
        var pins = new TreeMap<Integer, Long>();
        entries.forEach((number, entry) -> pins.put(number, entry.version().createdAt()));
        return new KeyringMemory(pins, active, new TreeSet<>(retired));
    }
}
