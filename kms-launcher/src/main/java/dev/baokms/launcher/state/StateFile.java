package dev.baokms.launcher.state;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.port.KeyringMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory in one file, with a checkpoint and a lock beside it; ours alone from {@link #open} to {@link #close}.
 *
 * <p>I10: a write puts a whole new file in the place of the old one, then does the same with the checkpoint. A load accepts the
 * generation of the checkpoint, or the one right after it that names it as its predecessor: that is a write cut short between
 * the two. Anything else was replayed, edited or lost, and is refused. At most {@value Place#MAX_BYTES} bytes.
 */
public final class StateFile implements AutoCloseable {
    private final Path path;
    private final Path checkpointPath;
    private final Place place;
    private final StateLock lock;
    private Document current;
    private @Nullable Document attempted;
    private Checkpoint checkpoint;

    private StateFile(Path path, Place place, StateLock lock, Document current, Checkpoint checkpoint) {
        this.path = path;
        this.checkpointPath = beside(path, ".checkpoint");
        this.place = place;
        this.lock = lock;
        this.current = current;
        this.checkpoint = checkpoint;
    }

    /**
     * Locks and reads. Without a file, and without a trace of one, this is a first start with {@link KeyringMemory#EMPTY}. A file
     * of the other provider's schema is taken over, and kept beside ours.
     *
     * @param path absolute
     * @param scope what the key_ids of an imported file must derive from
     * @param fingerprint of the configuration, {@code cfg1.} and a hash; a state of another one is refused
     */
    public static StateFile open(Path path, KeyScope scope, String fingerprint) throws UnusableStateException {
        return open(path, scope, fingerprint, Place.Steps.FREE, uid(path));
    }

    static StateFile open(Path path, KeyScope scope, String fingerprint, Place.Steps steps, int ownUid)
            throws UnusableStateException {
        var place = new Place(directory(path), ownUid, steps);
        place.requireSafe();
        StateLock lock = StateLock.take(beside(path, ".lock"));
        try {
            StateFile file = load(path, scope, fingerprint, place, lock);
            if (file.generation() > 0) {
                file.finish();
            }
            return file;
        } catch (UnusableStateException | RuntimeException e) {
            lock.close();
            throw e;
        } catch (IOException e) {
            lock.close();
            throw UnusableStateException.of(path, "written", e);
        }
    }

    private static StateFile load(Path path, KeyScope scope, String fingerprint, Place place, StateLock lock)
            throws IOException {
        Path checkpointPath = beside(path, ".checkpoint");
        Optional<byte[]> content = place.read(path);
        Optional<byte[]> mark = place.read(checkpointPath);
        Checkpoint checkpoint =
                mark.isEmpty() ? Checkpoint.NONE : decoded(checkpointPath, mark.get(), Checkpoint::decode);
        if (content.isEmpty()) {
            if (checkpoint.generation() > 0) {
                throw UnusableStateException.recoverable(
                        path,
                        "is lost: its checkpoint says that generation " + checkpoint.generation() + " was written");
            }
            return new StateFile(path, place, lock, Document.first(fingerprint), checkpoint);
        }
        if (checkpoint.generation() == 0 && ForeignState.isForeign(content.get())) {
            return imported(path, content.get(), scope, fingerprint, place, lock, checkpoint);
        }
        Document document = decoded(path, content.get(), Document::decode);
        if (!document.scope().equals(fingerprint)) {
            throw foreign(path, document, fingerprint);
        }
        if (!Checkpoint.of(document).equals(checkpoint) && !checkpoint.isJustBefore(document)) {
            throw UnusableStateException.recoverable(
                    path,
                    "is generation " + document.generation() + " and does not follow its checkpoint, generation "
                            + checkpoint.generation() + ": one of them was replayed or edited");
        }
        return new StateFile(path, place, lock, document, checkpoint);
    }

    private static StateFile imported(
            Path path,
            byte[] content,
            KeyScope scope,
            String fingerprint,
            Place place,
            StateLock lock,
            Checkpoint checkpoint)
            throws IOException {
        ForeignState foreign = ForeignState.decode(path, content, scope);
        // First the copy: whatever happens next, the original is not lost.
        place.write(beside(path, ".imported-" + foreign.label()), content);
        var file = new StateFile(path, place, lock, Document.first(fingerprint), checkpoint);
        file.store(foreign.memory());
        return file;
    }

    /**
     * What a running provider remembers at this moment, read beside it and without its lock. {@link KeyringMemory#EMPTY} without a
     * file, or with one that is still to be imported.
     */
    public static KeyringMemory peek(Path path, String fingerprint) throws UnusableStateException {
        Optional<byte[]> content = new Place(directory(path), uid(path), Place.Steps.FREE).read(path);
        if (content.isEmpty() || ForeignState.isForeign(content.get())) {
            return KeyringMemory.EMPTY;
        }
        Document document = decoded(path, content.get(), Document::decode);
        if (!document.scope().equals(fingerprint)) {
            throw foreign(path, document, fingerprint);
        }
        return document.memory();
    }

    private static UnusableStateException foreign(Path path, Document document, String fingerprint) {
        return new UnusableStateException(
                path,
                "belongs to configuration " + document.scope() + ", not to " + fingerprint,
                "restore the identity fields of the configuration, or give another key its own state.path");
    }

    /** What was remembered when the file was opened or last saved. */
    public KeyringMemory memory() {
        return current.memory();
    }

    /** How many writes made it; 0 before the first. */
    public long generation() {
        return current.generation();
    }

    /** Tells this content from any other, for plans. */
    String hash() {
        return current.hash();
    }

    /**
     * Writes it down, durably, unless it is what the file holds already.
     *
     * @throws UnusableStateException with the reason and the cure; the file holds the former memory or this one, and a later call
     *     finds out which
     */
    public void store(KeyringMemory memory) throws UnusableStateException {
        try {
            settle();
            finish();
            if (!memory.equals(current.memory())) {
                write(current.next(memory));
            }
        } catch (IOException e) {
            throw UnusableStateException.of(path, "saved", e);
        }
    }

    private void write(Document next) throws IOException {
        byte[] content = next.encoded();
        if (content.length > Place.MAX_BYTES) {
            throw new IOException("state would be " + content.length + " bytes, allowed are " + Place.MAX_BYTES);
        }
        attempted = next;
        place.write(path, content);
        current = next;
        attempted = null;
        finish();
    }

    /** After a write that failed only the disk says whether its rename was made: a chain must not fork on a guess. */
    private void settle() throws IOException {
        Document former = attempted;
        if (former != null) {
            byte[] content = former.encoded();
            if (place.read(path).filter(bytes -> Arrays.equals(bytes, content)).isPresent()) {
                current = former;
            }
            attempted = null;
        }
    }

    /**
     * Two writes must never be ahead of the checkpoint, so one that was cut short is finished before the next begins. Before the
     * first write this leaves a checkpoint of generation 0: a state without any checkpoint is then never a good one.
     */
    private void finish() throws IOException {
        Checkpoint reached = Checkpoint.of(current);
        if (!reached.equals(checkpoint)) {
            // The rename may have been seen without being durable.
            place.syncDirectory();
            place.write(checkpointPath, reached.encoded());
            checkpoint = reached;
        }
    }

    /** Lets another process in. */
    @Override
    public void close() {
        lock.close();
    }

    /** Decodes what one of the two files holds. */
    interface Decoder<T> {
        T decode(byte[] content) throws IOException;
    }

    static <T> T decoded(Path path, byte[] content, Decoder<T> decoder) throws UnusableStateException {
        try {
            return decoder.decode(content);
        } catch (UnusableStateException e) {
            throw e;
        } catch (IOException | JsonDataException e) {
            throw UnusableStateException.recoverable(
                    path, "is not a state that this provider wrote: " + oneLine(e.getMessage()));
        }
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "its JSON ends early" : text.replaceAll("\\s+", " ");
    }

    static Path beside(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    static Path directory(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("state path is " + path + ", need an absolute one");
        }
        return parent;
    }

    static int uid(Path path) throws UnusableStateException {
        try {
            return Place.ownUid();
        } catch (IOException e) {
            throw UnusableStateException.of(path, "checked for its owner", e);
        }
    }
}
