package dev.baokms.state;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.state.StateDirectory.Steps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory in one file, with a checkpoint, a mark of the last write and a lock beside it. One process owns it
 * from {@link #open} to {@link #close}.
 *
 * <p>I10: a write replaces the whole file, then the whole checkpoint. A load accepts the generation of the checkpoint.
 * It also accepts the next generation if that names the checkpoint as its predecessor, because a write was then cut
 * short between the two files. Any other state was replayed, edited or lost, and is refused. So is a pair that is older
 * than the mark of the last write here. A file has at most {@value StateDirectory#MAX_BYTES} bytes.
 *
 * <p>On a read-only file system, the file is read without a lock, and each {@link #store} fails until the lock can be
 * taken.
 */
public final class StateFile implements AutoCloseable {
    private final Path path;
    private final String fingerprint;
    private final StateDirectory place;
    private volatile Optional<StateLock> lock;
    private StateDocument current;
    private @Nullable StateDocument attempted;
    private Checkpoint checkpoint;
    private Optional<WriteMark> mark;
    private Optional<String> putBack = Optional.empty();

    /**
     * The content of the files, read together.
     *
     * @param foreign a registry of the Go provider in the place of the state, to be imported
     */
    private record Loaded(
            StateDocument document, Checkpoint checkpoint, Optional<WriteMark> mark, Optional<byte[]> foreign) {
        boolean isSame(Loaded other) {
            return document.equals(other.document)
                    && checkpoint.equals(other.checkpoint)
                    && foreign.isEmpty() == other.foreign.isEmpty();
        }
    }

    private StateFile(Path path, String fingerprint, StateDirectory place, Optional<StateLock> lock, Loaded loaded) {
        this.path = path;
        this.fingerprint = fingerprint;
        this.place = place;
        this.lock = lock;
        this.current = loaded.document;
        this.checkpoint = loaded.checkpoint;
        this.mark = loaded.mark;
    }

    /**
     * Takes the lock and reads the files. Without a file, and without a trace of one, this is a first start with
     * {@link KeyringState#EMPTY}. A file of the Go provider's schema is imported, and a copy of it is kept beside the
     * new file.
     *
     * @param path absolute
     * @param scope what the key_ids of an imported file must derive from
     * @param fingerprint of the configuration, {@code cfg1.} and a hash; the state of another configuration is refused
     */
    public static StateFile open(Path path, KeyScope scope, String fingerprint) throws UnusableStateException {
        return open(path, scope, fingerprint, Steps.FREE, ProcessIdentity.ofThisProcess());
    }

    static StateFile open(Path path, KeyScope scope, String fingerprint, Steps steps, ProcessIdentity process)
            throws UnusableStateException {
        var place = new StateDirectory(directory(path), process, steps);
        place.requireSafe();
        Optional<StateLock> lock = StateLock.take(beside(path, ".lock"), place);
        try {
            Loaded loaded = load(path, fingerprint, place);
            var file = new StateFile(path, fingerprint, place, lock, loaded);
            if (loaded.foreign.isPresent()) {
                file.takeOver(GoProviderState.decode(path, loaded.foreign.get(), scope), loaded.foreign.get());
                return file;
            }
            if (loaded.mark.isPresent()) {
                file.putBack = loaded.mark.get().putBack(path);
            }
            if (file.generation() > 0 && lock.isPresent()) {
                file.finish();
            }
            return file;
        } catch (UnusableStateException | RuntimeException e) {
            lock.ifPresent(StateLock::close);
            throw e;
        } catch (IOException e) {
            lock.ifPresent(StateLock::close);
            throw UnusableStateException.of(path, "written", e);
        }
    }

    private static Loaded load(Path path, String fingerprint, StateDirectory place) throws UnusableStateException {
        Path checkpointPath = beside(path, ".checkpoint");
        Optional<byte[]> content = place.read(path);
        Optional<byte[]> written = place.read(checkpointPath);
        Checkpoint checkpoint =
                written.isEmpty() ? Checkpoint.NONE : decoded(checkpointPath, written.get(), Checkpoint::decode);
        if (content.isEmpty()) {
            if (checkpoint.generation() > 0) {
                throw UnusableStateException.recoverable(path, StateTexts.lost(checkpoint.generation()));
            }
            return new Loaded(StateDocument.first(fingerprint), checkpoint, Optional.empty(), Optional.empty());
        }
        if (checkpoint.generation() == 0 && GoProviderState.isForeign(content.get())) {
            return new Loaded(StateDocument.first(fingerprint), checkpoint, Optional.empty(), content);
        }
        StateDocument document = decoded(path, content.get(), StateDocument::decode);
        if (!document.scope().equals(fingerprint)) {
            throw foreign(path, document, fingerprint);
        }
        if (!Checkpoint.of(document).equals(checkpoint) && !checkpoint.isJustBefore(document)) {
            throw UnusableStateException.recoverable(
                    path, StateTexts.doesNotFollow(document.generation(), checkpoint.generation()));
        }
        Optional<WriteMark> mark = WriteMark.read(path, place);
        if (mark.isPresent() && mark.get().isNewerThan(document)) {
            throw UnusableStateException.recoverable(
                    path,
                    StateTexts.olderThanWritten(
                            document.generation(), mark.get().of().generation()));
        }
        return new Loaded(document, checkpoint, mark, Optional.empty());
    }

    private void takeOver(GoProviderState foreign, byte[] content) throws IOException {
        if (lock.isEmpty()) {
            throw UnusableStateException.readOnly(path);
        }
        // The copy comes first: whatever happens next, the original is not lost.
        place.write(beside(path, ".imported-" + foreign.label()), content);
        store(foreign.memory());
    }

    static UnusableStateException foreign(Path path, StateDocument document, String fingerprint) {
        return new UnusableStateException(
                path, StateTexts.otherConfiguration(document.scope(), fingerprint), StateTexts.RESTORE_IDENTITY);
    }

    /** The memory as it was when the file was opened or last saved. */
    public KeyringState memory() {
        return current.memory();
    }

    /** The number of writes so far; 0 before the first. */
    public long generation() {
        return current.generation();
    }

    /**
     * Whether the lock is held, so that no other process can open the file; false on a read-only file system. Any
     * thread may call it.
     */
    public boolean isLocked() {
        return lock.isPresent();
    }

    /**
     * Says that the files were put back from a copy, when, and what that may have undone. Empty once something newer
     * was saved: the file is then what this machine wrote last.
     */
    public Optional<String> putBack() {
        return putBack;
    }

    /**
     * Returns the file of wrapped seeds, which the lock of this file protects.
     *
     * @param troubles receives a sentence for an operator: what is wrong and what was done about it
     */
    public SavedSeeds seeds(Consumer<String> troubles) {
        return new SavedSeeds(beside(path, ".seeds"), place, this::isLocked, troubles);
    }

    /** Distinguishes this content from any other, for plans. */
    String hash() {
        return current.hash();
    }

    /**
     * Writes the memory durably, unless the file already holds it.
     *
     * @throws UnusableStateException with the reason and the cure; the file holds the former memory or this one, and a
     *     later call finds out which
     */
    public void store(KeyringState memory) throws UnusableStateException {
        try {
            requireLock();
            settle();
            finish();
            if (!memory.equals(current.memory())) {
                write(current.next(memory));
            }
        } catch (UnusableStateException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableStateException.of(path, "saved", e);
        }
    }

    /**
     * Takes the lock if it is missing. Once the file system can be written again, another process may have been first.
     */
    private void requireLock() throws UnusableStateException {
        if (lock.isPresent()) {
            return;
        }
        StateLock late =
                StateLock.take(beside(path, ".lock"), place).orElseThrow(() -> UnusableStateException.readOnly(path));
        try {
            if (!load(path, fingerprint, place).isSame(new Loaded(current, checkpoint, mark, Optional.empty()))) {
                throw new UnusableStateException(path, StateTexts.CHANGED_BY_ANOTHER, StateTexts.RESTART);
            }
            lock = Optional.of(late);
        } finally {
            if (lock.isEmpty()) {
                late.close();
            }
        }
    }

    private void write(StateDocument next) throws IOException {
        byte[] content = next.encoded();
        if (content.length > StateDirectory.MAX_BYTES) {
            throw new IOException(StateTexts.tooLong(content.length, StateDirectory.MAX_BYTES));
        }
        attempted = next;
        place.write(path, content);
        current = next;
        attempted = null;
        putBack = Optional.empty();
        finish();
    }

    /**
     * Finds out whether a failed write took effect. Only the disk knows whether the rename was made, and the chain must
     * not fork on a guess.
     */
    private void settle() throws IOException {
        StateDocument former = attempted;
        if (former != null) {
            byte[] content = former.encoded();
            if (place.read(path).filter(bytes -> Arrays.equals(bytes, content)).isPresent()) {
                current = former;
            }
            attempted = null;
        }
    }

    /**
     * Finishes a write that was cut short before the next one begins, since the file must never be two writes ahead of
     * the checkpoint. Before the first write, this method leaves a checkpoint of generation 0: a state without any
     * checkpoint is then never valid.
     */
    private void finish() throws IOException {
        Checkpoint reached = Checkpoint.of(current);
        if (!reached.equals(checkpoint)) {
            // The new name may have been visible before the rename was durable.
            place.syncDirectory();
            place.write(beside(path, ".checkpoint"), reached.encoded());
            checkpoint = reached;
        }
        // The mark comes last and is never two writes behind. With a mark newer than the state, the state would look
        // put back.
        if (putBack.isEmpty()
                && mark.filter(written -> written.of().equals(reached)).isEmpty()) {
            WriteMark written = WriteMark.now(reached);
            place.write(WriteMark.beside(path), written.encoded());
            mark = Optional.of(written);
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        lock.ifPresent(StateLock::close);
    }

    /** Decodes the content of one of the two files. */
    interface Decoder<T> {
        T decode(byte[] content) throws IOException;
    }

    static <T> T decoded(Path path, byte[] content, Decoder<T> decoder) throws UnusableStateException {
        try {
            return decoder.decode(content);
        } catch (UnusableStateException e) {
            throw e;
        } catch (IOException broken) {
            throw UnusableStateException.recoverable(path, StateTexts.notOurs(String.valueOf(broken.getMessage())));
        }
    }

    static Path beside(Path path, String suffix) {
        return PathText.parse(PathText.of(path) + suffix);
    }

    static Path directory(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("state path is " + PathText.printable(path) + ", need an absolute one");
        }
        return parent;
    }
}
