package dev.baokms.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Admits one process at a time. The kernel releases the lock when the process ends, however it ends. The file stays,
 * since removing it would be a race.
 */
final class StateLock implements AutoCloseable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns empty on a read-only file system. It takes no lock, and while no process can write, none is needed. */
    static Optional<StateLock> take(Path file, StateDirectory place) throws UnusableStateException {
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (lock(channel) == null) {
                channel.close();
                throw new UnusableStateException(file, StateTexts.HELD_BY_ANOTHER, StateTexts.STOP_THE_OTHER);
            }
            return Optional.of(new StateLock(channel));
        } catch (UnusableStateException e) {
            throw e;
        } catch (AccessDeniedException e) {
            throw UnusableStateException.of(file, "locked", e);
        } catch (IOException e) {
            if (place.isReadOnly()) {
                return Optional.empty();
            }
            throw UnusableStateException.of(file, "locked", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through the channel, and the kernel has released the lock in any case.
        }
    }
}
