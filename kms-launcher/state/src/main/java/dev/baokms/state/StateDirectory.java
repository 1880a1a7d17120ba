package dev.baokms.state;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.Location;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedDirectory;
import dev.baokms.host.TrustedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of the state. It reads only files that are safe to read, and replaces a file so that no crash leaves
 * half of one.
 */
final class StateDirectory {
    /** The boundaries between system calls, at which a machine may stop and a disk may refuse. */
    enum Step {
        OPEN,
        WRITE,
        SYNC,
        RENAME,
        SYNC_DIRECTORY
    }

    /** Runs before each system call of a write. Tests fail or stop there. */
    @FunctionalInterface
    interface Steps {
        Steps FREE = (step, path) -> {};

        void before(Step step, Path path) throws IOException;

        /**
         * Called when a write failed for a reason other than rights. The system's message is then in the language of
         * the locale.
         */
        default boolean isReadOnly(Path directory) {
            // The JDK's file store does not see a bind mount, which is what systemd and kubelet make.
            return !Files.isWritable(directory);
        }
    }

    static final int MAX_BYTES = 1 << 20;
    private static final int CHUNK = 4096;

    private final Path directory;
    private final ProcessIdentity process;
    private final Steps steps;

    /** @param directory absolute */
    StateDirectory(Path directory, ProcessIdentity process, Steps steps) {
        this.directory = directory;
        this.process = process;
        this.steps = steps;
    }

    void requireSafe() throws UnusableStateException {
        switch (TrustedDirectory.of(directory, process).locate()) {
            case Location.Trusted trusted -> {}
            case Location.Absent(String advice) -> throw new UnusableStateException(advice);
            case Location.Refused(Flaw flaw, String advice) -> throw new UnusableStateException(advice);
        }
    }

    /** Whether no process can write to it. Callers ask only when rights were not the reason of a failure. */
    boolean isReadOnly() {
        return steps.isReadOnly(directory);
    }

    /** Returns the whole content; empty when the file does not exist. */
    Optional<byte[]> read(Path file) throws UnusableStateException {
        return read(file, MAX_BYTES);
    }

    Optional<byte[]> read(Path file, int maxBytes) throws UnusableStateException {
        TrustedFile trusted = TrustedFile.of(file, TrustedFile.Kind.STATE, process);
        return switch (trusted.read(maxBytes)) {
            case Content.Bytes(var bytes) -> {
                try (bytes) {
                    yield Optional.of(bytes.exposeTo(byte[]::clone));
                }
            }
            case Content.Unusable(Flaw flaw, String advice) -> {
                if (flaw == Flaw.MISSING && trusted.locate() instanceof Location.Absent) {
                    yield Optional.empty();
                }
                if (flaw == Flaw.TOO_LONG) {
                    throw UnusableStateException.recoverable(file, StateTexts.longerThan(maxBytes));
                }
                throw new UnusableStateException(advice);
            }
        };
    }

    /** Replaces a file. When this method returns, the new content is durable; until then, the old content is whole. */
    void write(Path file, byte[] content) throws IOException {
        write(file, content, "rw-r-----");
    }

    /** @param permissions as {@code ls} shows them */
    void write(Path file, byte[] content, String permissions) throws IOException {
        Path temporary = temporary(file);
        steps.before(Step.OPEN, temporary);
        // A crash may have left this file behind. The lock guarantees that no other process writes it.
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
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

    /** Deletes a file durably, if it exists. */
    void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncDirectory();
        }
    }

    /** Renames a file. Any other file of the new name is lost. */
    void rename(Path file, Path other) throws IOException {
        Files.move(file, other, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
    }

    private static Path temporary(Path file) {
        String path = PathText.of(file);
        int name = path.lastIndexOf('/') + 1;
        return PathText.parse(path.substring(0, name) + "." + path.substring(name) + ".tmp");
    }

    /** Makes a rename durable, which also requires a sync of its directory. */
    void syncDirectory() throws IOException {
        steps.before(Step.SYNC_DIRECTORY, directory);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
