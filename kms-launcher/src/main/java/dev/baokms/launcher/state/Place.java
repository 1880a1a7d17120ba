package dev.baokms.launcher.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One directory of ours: what in it is safe to read, and how a file in it is replaced so that no crash leaves half of one. */
final class Place {
    /** The boundaries between system calls, where a machine may stop and a disk may refuse. */
    enum Step {
        OPEN,
        WRITE,
        SYNC,
        RENAME,
        SYNC_DIRECTORY
    }

    /** Stands before each system call of a write; tests fail or stop there. */
    @FunctionalInterface
    interface Steps {
        Steps FREE = (step, path) -> {};

        void before(Step step, Path path) throws IOException;
    }

    static final int MAX_BYTES = 1 << 20;
    private static final int CHUNK = 4096;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int FORBIDDEN = 0137;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private final Path directory;
    private final int ownUid;
    private final Steps steps;

    Place(Path directory, int ownUid, Steps steps) {
        this.directory = directory;
        this.ownUid = ownUid;
        this.steps = steps;
    }

    /** The user of this process. Java has no call for it, but the kernel says who owns the process. */
    static int ownUid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    void requireSafe() throws UnusableStateException {
        try {
            Map<String, Object> seen = Files.readAttributes(directory, "unix:mode,uid");
            int uid = number(seen, "uid");
            int mode = number(seen, "mode");
            if (!Files.isDirectory(directory)) {
                throw new UnusableStateException(directory, "is not a directory", "correct state.path");
            }
            if (uid != ownUid && uid != 0) {
                throw new UnusableStateException(
                        directory,
                        "belongs to user " + uid + ", neither root nor us",
                        "run chown " + ownUid + " " + directory);
            }
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                throw new UnusableStateException(
                        directory, "can be written by group or others", "run chmod 0750 " + directory);
            }
        } catch (NoSuchFileException e) {
            throw new UnusableStateException(
                    directory, "does not exist", "run install -d -m 0750 -o " + ownUid + " " + directory);
        } catch (UnusableStateException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableStateException.of(directory, "looked at", e);
        }
    }

    /** The whole content; empty when there is no such file. */
    Optional<byte[]> read(Path file) throws UnusableStateException {
        try {
            requireSafeFile(file);
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw UnusableStateException.recoverable(file, "is longer than " + MAX_BYTES + " bytes");
                }
                return Optional.of(content);
            }
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (UnusableStateException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableStateException.of(file, "read", e);
        }
    }

    private void requireSafeFile(Path file) throws IOException {
        Map<String, Object> seen = Files.readAttributes(file, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = number(seen, "mode");
        int uid = number(seen, "uid");
        if ((mode & TYPE) != REGULAR) {
            throw new UnusableStateException(
                    file, "is not a regular file", "put the file itself there, not a link, or correct state.path");
        }
        if (uid != ownUid) {
            throw new UnusableStateException(
                    file, "belongs to user " + uid + ", we are user " + ownUid, "run chown " + ownUid + " " + file);
        }
        if ((mode & FORBIDDEN) != 0) {
            throw new UnusableStateException(file, "has mode %04o".formatted(mode & 07777), "run chmod 0640 " + file);
        }
    }

    /** Replaces a file. When this returns the new content is durable; before, the old one is whole. */
    void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        steps.before(Step.OPEN, temporary);
        // What a crash left behind; the lock says that nobody else is writing it.
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
            for (int at = 0; at < content.length; ) {
                steps.before(Step.WRITE, temporary);
                at += channel.write(ByteBuffer.wrap(content, at, Math.min(CHUNK, content.length - at)));
            }
            steps.before(Step.SYNC, temporary);
            channel.force(true);
        }
        steps.before(Step.RENAME, file);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
    }

    /** A rename, too, is only promised once its directory is. */
    void syncDirectory() throws IOException {
        steps.before(Step.SYNC_DIRECTORY, directory);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static int number(Map<String, Object> seen, String name) {
        return (Integer) seen.getOrDefault(name, -1);
    }
}
