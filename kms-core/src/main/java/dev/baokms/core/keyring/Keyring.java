package dev.baokms.core.keyring;

import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Every version of the key that is trusted, and which of them writes. Immutable: {@link #observe} and
 * {@link #advance} give a new one.
 *
 * <p>I2: the active version never decreases. I5: with the same metadata at the same instant, two nodes agree on the
 * active version; after a restored snapshot that lowers a minimum, because of I2, they agree only once the activation
 * delay has passed. I6: a decryptable version stays decryptable until it is retired. I7: ids derive from version and
 * creation second, so none is ever reused.
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

    /** Consecutive reads that knew fewer versions. */
    private record Lag(int reads, Instant since) {
        static final Lag NONE = new Lag(0, Instant.MAX);

        Lag andOneMore(Instant now) {
            return new Lag(reads + 1, since.isBefore(now) ? since : now);
        }

        boolean isBeyond(RotationRules rules, Instant now) {
            return reads >= rules.rollbackReads()
                    && Duration.between(since, now).compareTo(rules.rollbackTolerance()) >= 0;
        }
    }

    /**
     * The result of this process's metadata reads.
     *
     * @param verified whether one was accepted
     * @param minEncryption versions below it must not write, by the last accepted read
     * @param minDecryption versions below it do not decrypt, by the last accepted read
     * @param lag the reads since then that knew fewer versions
     * @param alarm why nothing may be wrapped
     */
    private record Standing(
            boolean verified, int minEncryption, int minDecryption, Lag lag, Optional<UnsafeKey> alarm) {
        static final Standing UNREAD = new Standing(false, 0, 0, Lag.NONE, Optional.empty());

        static Standing accepted(int minEncryption, int minDecryption) {
            return new Standing(true, minEncryption, minDecryption, Lag.NONE, Optional.empty());
        }

        Standing with(UnsafeKey next) {
            return new Standing(verified, minEncryption, minDecryption, lag, Optional.of(next));
        }

        Standing with(Lag next) {
            return new Standing(verified, minEncryption, minDecryption, next, alarm);
        }
    }

    private final RotationRules rules;
    private final KnownVersions versions;
    private final int active;
    private final Standing standing;

    private Keyring(RotationRules rules, KnownVersions versions, int active, Standing standing) {
        this.rules = rules;
        this.versions = versions;
        this.active = active;
        this.standing = standing;
    }

    /** Begins with what was remembered. Nothing is written before the first accepted read. */
    public static Keyring restore(KeyScope scope, RotationRules rules, KeyringState memory) {
        return new Keyring(rules, KnownVersions.remembered(scope, memory), memory.highestActive(), Standing.UNREAD);
    }

    private Keyring with(Standing next) {
        return new Keyring(rules, versions, active, next);
    }

    /** Takes in one read of the key's metadata. */
    public Observed observe(KeyMetadata read, Instant now) {
        if (versions.contradict(read.creationSeconds())) {
            return new Observed(with(standing.with(new UnsafeKey(KeyFinding.KEY_RECREATED))), Observation.RECREATED);
        }
        Set<KeyFinding> unsafe =
                read.findings().stream().filter(KeyFinding::unsafe).collect(Collectors.toUnmodifiableSet());
        if (!unsafe.isEmpty()) {
            return new Observed(with(standing.with(new UnsafeKey(unsafe))), Observation.UNSAFE);
        }
        if (read.latestVersion() < versions.highest()) {
            return behind(now);
        }
        // A version that no longer decrypts must not write either, whatever min_encryption_version says.
        int floor = Math.max(read.minEncryptionVersion(), read.minDecryptionVersion());
        return new Observed(
                new Keyring(
                        rules,
                        versions.with(read.creationSeconds()),
                        active,
                        Standing.accepted(floor, read.minDecryptionVersion())),
                Observation.ACCEPTED);
    }

    private Observed behind(Instant now) {
        Lag longer = standing.lag().andOneMore(now);
        Standing behind = standing.with(longer);
        return rules.rejectRollback() && longer.isBeyond(rules, now)
                ? new Observed(with(behind.with(new UnsafeKey(KeyFinding.VERSION_ROLLBACK))), Observation.ROLLBACK)
                : new Observed(with(behind), Observation.LAGGING);
    }

    /** Makes the version that is due by {@code now} the active one; the active version never goes back. */
    public Keyring advance(Instant now) {
        int due = Math.max(active, standing.verified() ? dueAt(now) : 0);
        return due == active ? this : new Keyring(rules, versions, due, standing);
    }

    private int dueAt(Instant now) {
        // The lowest version needs no delay: there is no older one that another node could still write with.
        int byAge = versions.usable().stream()
                .filter(number ->
                        number == versions.lowest() || !activationOf(number).isAfter(now))
                .max(Integer::compareTo)
                .orElse(0);
        Integer forced = versions.usable().ceiling(standing.minEncryption());
        return byAge >= standing.minEncryption() || forced == null ? byAge : forced;
    }

    /** When a known version becomes due by age; a raised minimum can force it sooner. */
    public Instant activationOf(int number) {
        DerivedKey entry = versions.find(number)
                .orElseThrow(() -> new IllegalArgumentException("version " + number + " is not known"));
        // The server's clock may have been wrong: a second beyond the range of Instant is simply never due.
        long second = Math.min(entry.version().createdAtEpochSeconds(), Instant.MAX.getEpochSecond());
        Instant created = Instant.ofEpochSecond(second);
        Duration room = Duration.between(created, Instant.MAX);
        return room.compareTo(rules.activationDelay()) > 0 ? created.plus(rules.activationDelay()) : Instant.MAX;
    }

    /** The next instant at which {@link #advance} will switch the version. */
    public Optional<Instant> nextActivation() {
        return versions.usable().tailSet(active, false).stream()
                .map(this::activationOf)
                .filter(Instant.MAX::isAfter)
                .min(Instant::compareTo);
    }

    /** The version that writes; none before the first accepted read. */
    public Optional<DerivedKey> active() {
        return standing.verified() ? versions.find(active) : Optional.empty();
    }

    /**
     * The version that wrote last, even before the first accepted read; empty when it was retired since. Before that
     * read, it may write only with a local key that is proved to be of the same version.
     */
    public Optional<DerivedKey> lastActive() {
        return versions.find(active).filter(entry -> versions.usable().contains(active));
    }

    /** Why nothing may be wrapped; empty when all is well. Decrypt goes on in any case. */
    public Optional<UnsafeKey> alarm() {
        return standing.alarm();
    }

    /**
     * Versions that are not retired here and that Transit no longer decrypts, because its minimum is above them. An
     * object of one of them cannot be read.
     */
    public SortedSet<Integer> hidden() {
        return Collections.unmodifiableSortedSet(versions.usable().headSet(standing.minDecryption()));
    }

    /** The highest version ever validated; 0 for none. */
    public int highestKnown() {
        return versions.highest();
    }

    /** Whether a metadata read of this process was accepted. */
    public boolean verified() {
        return standing.verified();
    }

    /** The entry of an id: {@code UnknownKey} or {@code RetiredKey} otherwise. */
    public Outcome<DerivedKey> find(KeyId id) {
        return versions.find(id);
    }

    /** Every known version, retired ones included, lowest first. */
    public Collection<DerivedKey> entries() {
        return versions.all();
    }

    /** What must survive a restart. */
    public KeyringState memory() {
        return versions.memory(active);
    }
}
