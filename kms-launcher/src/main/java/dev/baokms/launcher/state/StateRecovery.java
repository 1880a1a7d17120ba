package dev.baokms.launcher.state;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.rotation.Keyring;
import dev.baokms.core.rotation.Keyring.Observation;
import dev.baokms.core.rotation.RotationRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Puts a state that was lost, replayed or edited back from OpenBao's metadata. Tombstones cannot be derived and are gone: retired
 * versions decrypt again until they are retired again, which a caller must say loudly. Holds the lock until {@link #close}.
 */
public final class StateRecovery implements AutoCloseable {
    private final Path path;
    private final String fingerprint;
    private final Place place;
    private final StateLock lock;
    private final Optional<byte[]> content;
    private final Checkpoint checkpoint;

    private StateRecovery(
            Path path,
            String fingerprint,
            Place place,
            StateLock lock,
            Optional<byte[]> content,
            Checkpoint checkpoint) {
        this.path = path;
        this.fingerprint = fingerprint;
        this.place = place;
        this.lock = lock;
        this.content = content;
        this.checkpoint = checkpoint;
    }

    /** Locks; reads nothing that it would have to believe. */
    public static StateRecovery open(Path path, String fingerprint) throws UnusableStateException {
        return open(path, fingerprint, Place.Steps.FREE, StateFile.uid(path));
    }

    static StateRecovery open(Path path, String fingerprint, Place.Steps steps, int ownUid)
            throws UnusableStateException {
        var place = new Place(StateFile.directory(path), ownUid, steps);
        place.requireSafe();
        StateLock lock = StateLock.take(StateFile.beside(path, ".lock"));
        try {
            return new StateRecovery(
                    path,
                    fingerprint,
                    place,
                    lock,
                    place.read(path),
                    checkpoint(place, StateFile.beside(path, ".checkpoint")));
        } catch (UnusableStateException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Checkpoint checkpoint(Place place, Path path) throws UnusableStateException {
        Optional<byte[]> mark = place.read(path);
        try {
            return mark.isEmpty() ? Checkpoint.NONE : Checkpoint.decode(mark.get());
        } catch (IOException | JsonDataException unreadable) {
            return Checkpoint.NONE;
        }
    }

    /** What a first start would remember; refused unless the metadata still shows every version from 1 on. */
    public StatePlan.Proposal plan(KeyScope scope, RotationRules rules, KeyMetadata read, Instant now) {
        if (read.createdAt().size() != read.latestVersion()) {
            return new StatePlan.Proposal.Refused(
                    "OpenBao shows versions " + read.createdAt().keySet() + " of 1 to " + read.latestVersion()
                            + "; lower min_decryption_version to 1 and plan again");
        }
        Keyring.Observed observed =
                Keyring.restore(scope, rules, KeyringMemory.EMPTY).observe(read, now);
        if (observed.observation() != Observation.ACCEPTED) {
            return new StatePlan.Proposal.Refused(
                    "the key is not safe to use; run rotation-plan and mend what it finds");
        }
        KeyringMemory after = observed.keyring().advance(now).memory();
        return new StatePlan.Proposal.Planned(StatePlan.of(base(), KeyringMemory.EMPTY, after));
    }

    /**
     * Keeps what is there as {@code <name>.lost} and writes the plan in its place.
     *
     * @return whether it was written: no when {@code expectedHash} is not this plan's, or the files are not those it was made for
     */
    public boolean apply(StatePlan plan, String expectedHash) throws UnusableStateException {
        if (!plan.hash().equals(expectedHash)
                || !plan.hash()
                        .equals(StatePlan.of(base(), plan.before(), plan.after())
                                .hash())) {
            return false;
        }
        try {
            if (content.isPresent()) {
                place.write(StateFile.beside(path, ".lost"), content.get());
            }
            // On the checkpoint's chain, so that a crash before the checkpoint follows loads the recovered state.
            var next = checkpoint.generation() == 0
                    ? Document.first(fingerprint).next(plan.after())
                    : new Document(fingerprint, checkpoint.generation() + 1, checkpoint.hash(), plan.after());
            place.write(path, next.encoded());
            place.write(
                    StateFile.beside(path, ".checkpoint"), Checkpoint.of(next).encoded());
            return true;
        } catch (IOException e) {
            throw UnusableStateException.of(path, "recovered", e);
        }
    }

    private String base() {
        return checkpoint.generation()
                + checkpoint.hash()
                + content.map(Hash::of).orElse("");
    }

    @Override
    public void close() {
        lock.close();
    }
}
