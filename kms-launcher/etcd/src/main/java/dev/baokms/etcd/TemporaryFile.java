package dev.baokms.etcd;

import dev.baokms.host.PathText;
import dev.baokms.host.SystemWords;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A copy of a database for the duration of one scan, readable by this user alone. Once open, the file has no name, so
 * nothing of it remains however this process ends.
 */
final class TemporaryFile implements Closeable {
    /** Most bytes of a copy: eight times what etcd is made for. */
    private static final long MOST_BYTES = 64L << 30;
    /** Bytes that are left to others on the same file system. */
    private static final long SPARED_BYTES = 256L << 20;

    private static final int WRITES_BETWEEN_LOOKS = 256;

    private final String name;
    private final Path folder;
    private final FileChannel channel;
    private long size;
    private int writes;

    private TemporaryFile(String name, Path folder, FileChannel channel) {
        this.name = name;
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * @param name of the source, for messages
     * @param folder on a disk rather than in memory
     */
    static TemporaryFile in(Path folder, String name) throws RefusedSourceException {
        try {
            Path path = Files.createTempFile(
                    folder,
                    "bao-kms-etcd-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                return new TemporaryFile(
                        name, folder, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new RefusedSourceException(
                    PathText.printable(folder),
                    EtcdFileTexts.noTemporaryFile(SystemWords.of(e).seen()),
                    EtcdFileTexts.LET_WRITE_THERE);
        }
    }

    /** Whether this many more bytes leave enough for others; true when the free space is unknown. */
    static boolean hasRoom(Path folder, long bytes) {
        try {
            return Files.getFileStore(folder).getUsableSpace() - SPARED_BYTES > bytes;
        } catch (IOException e) {
            return true;
        }
    }

    void write(ByteBuffer bytes) throws RefusedSourceException {
        size += bytes.remaining();
        if (size > MOST_BYTES) {
            throw new RefusedSourceException(
                    name, EtcdFileTexts.longerThan(MOST_BYTES >> 30), EtcdFileTexts.NAME_A_SNAPSHOT);
        }
        try {
            if (writes++ % WRITES_BETWEEN_LOOKS == 0
                    && Files.getFileStore(folder).getUsableSpace() < SPARED_BYTES) {
                throw copyRefused(EtcdFileTexts.littleFree(SPARED_BYTES >> 20));
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw copyRefused(SystemWords.of(e).seen());
        }
    }

    private RefusedSourceException copyRefused(String seen) {
        return new RefusedSourceException(
                name, EtcdFileTexts.copyCannotBeWritten(folder, seen), EtcdFileTexts.MAKE_ROOM);
    }

    /** The bytes that were written. Closing this file closes it, too. */
    DataFile data() throws RefusedSourceException {
        return DataFile.of(name, channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The file has no name, so it disappears with its descriptor in any case.
        }
    }
}
