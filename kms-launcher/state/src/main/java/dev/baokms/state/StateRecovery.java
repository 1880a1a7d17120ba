package dev.baokms.state;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.keyring.Keyring.Observation;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Replaces a state that was lost, replayed or edited with one that is derived from OpenBao's metadata. Tombstones
 * cannot be derived and are gone: retired versions decrypt again until they are retired again, and a caller must say so
 * loudly. The lock is held until {@link #close}.
 */
public final class StateRecovery implements AutoCloseable {
    private final Path path;
    private final String fingerprint;
    private final StateDirectory place;
    private final StateLock lock;
    private final Optional<byte[]> content;
    private final Checkpoint checkpoint;

    private StateRecovery(
            Path path,
            String fingerprint,
            StateDirectory place,
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

    /** Takes the lock. Reads nothing that would have to be trusted. */
    public static StateRecovery open(Path path, String fingerprint) throws UnusableStateException {
        return open(path, fingerprint, StateDirectory.Steps.FREE, ProcessIdentity.ofThisProcess());
    }

    static StateRecovery open(Path path, String fingerprint, StateDirectory.Steps steps, ProcessIdentity process)
            throws UnusableStateException {
        var place = new StateDirectory(StateFile.directory(path), process, steps);
        place.requireSafe();
        StateLock lock = StateLock.take(StateFile.beside(path, ".lock"), place)
                .orElseThrow(() -> UnusableStateException.readOnly(path));
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
        } catch (IOException e) {
            lock.close();
            throw UnusableStateException.of(path, "read", e);
        }
    }

    private static Checkpoint checkpoint(StateDirectory place, Path path) throws IOException {
        Optional<byte[]> mark = place.read(path);
        try {
            return mark.isEmpty() ? Checkpoint.NONE : Checkpoint.decode(mark.get());
        } catch (BrokenContentException unreadable) {
            return Checkpoint.NONE;
        }
    }

    /** Plans what a first start would remember. Refused unless the metadata still shows every version from 1 on. */
    public StatePlan.Proposal plan(KeyScope scope, RotationRules rules, KeyMetadata read, Instant now) {
        if (read.creationSeconds().size() != read.latestVersion()) {
            return new StatePlan.Proposal.Refused(
                    StateTexts.versionsHidden(read.creationSeconds().keySet(), read.latestVersion()));
        }
        Keyring.Observed observed =
                Keyring.restore(scope, rules, KeyringState.EMPTY).observe(read, now);
        if (observed.observation() != Observation.ACCEPTED) {
            return new StatePlan.Proposal.Refused(StateTexts.KEY_NOT_SAFE);
        }
        KeyringState after = observed.keyring().advance(now).memory();
        return new StatePlan.Proposal.Planned(StatePlan.of(base(), KeyringState.EMPTY, after));
    }

    /**
     * Keeps the present file as {@code <name>.lost} and writes the plan in its place.
     *
     * @return whether it was written: false when {@code expectedHash} is not this plan's, or the files are not those
     *     that the plan was made for
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
            // Continues the checkpoint's chain, so that a crash before the new checkpoint still loads the recovered
            // state.
            var next = checkpoint.generation() == 0
                    ? StateDocument.first(fingerprint).next(plan.after())
                    : new StateDocument(fingerprint, checkpoint.generation() + 1, checkpoint.hash(), plan.after());
            place.write(path, next.encoded());
            var reached = Checkpoint.of(next);
            place.write(StateFile.beside(path, ".checkpoint"), reached.encoded());
            place.write(WriteMark.beside(path), WriteMark.now(reached).encoded());
            return true;
        } catch (IOException e) {
            throw UnusableStateException.of(path, "recovered", e);
        }
    }

    private String base() {
        return checkpoint.generation()
                + checkpoint.hash()
                + content.map(Sha256::hex).orElse("");
    }

    @Override
    public void close() {
        lock.close();
    }
}
