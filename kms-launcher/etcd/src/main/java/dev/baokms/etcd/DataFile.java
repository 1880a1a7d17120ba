package dev.baokms.etcd;

import dev.baokms.host.PathText;
import dev.baokms.host.SystemWords;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of data, of any size, read at places of which the caller says how much it wants.
 *
 * <p>It is not mapped into memory: a page of a mapping that another process cuts off ends in a signal, and where that
 * meets the JDK's own machine code for checksums or copies the JVM does not survive it. Here it ends in a short read.
 */
final class DataFile implements Closeable {
    static final String ANOTHER_COPY =
            "take a snapshot with 'etcdctl snapshot save' and read that, or fetch the file once more";
    /** The JDK reads through memory of the same size outside the heap, and keeps it. */
    private static final int STEP = 1 << 18;

    private final String name;
    private final FileChannel channel;
    private final long size;
    private final Runnable afterRead;

    private DataFile(String name, FileChannel channel, long size, Runnable afterRead) {
        this.name = name;
        this.channel = channel;
        this.size = size;
        this.afterRead = afterRead;
    }

    /** @param path any; what is no regular file is refused before it is opened, since a pipe could block */
    static DataFile open(Path path) throws RefusedSourceException {
        String name = PathText.printable(path);
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new RefusedSourceException(
                        name, "it is no regular file", "name an etcd snapshot or a member's 'db'");
            }
            return of(name, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new RefusedSourceException(name, "there is no such file", "name an etcd snapshot or a member's 'db'");
        } catch (AccessDeniedException e) {
            throw new RefusedSourceException(
                    name, "this process may not read it", "run as root, who owns what etcd writes, or copy the file");
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** @param channel closed with this */
    static DataFile of(String name, FileChannel channel) throws RefusedSourceException {
        try {
            return new DataFile(name, channel, channel.size(), () -> {});
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** The same, read with rests. */
    DataFile paced(MemberPace pace) {
        return new DataFile(name, channel, size, pace::pieceDone);
    }

    String name() {
        return name;
    }

    /** In bytes, when it was opened. */
    long size() {
        return size;
    }

    /** @throws RefusedSourceException when the file has fewer bytes there, or the disk does not give them */
    void read(long position, byte[] into, int offset, int length) throws RefusedSourceException {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, STEP);
            int read;
            try {
                read = channel.read(ByteBuffer.wrap(into, offset + done, step), position + done);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
            if (read <= 0) {
                throw new RefusedSourceException(
                        "%s, byte %s".formatted(name, position + done),
                        "the file became shorter while it was read",
                        "somebody is writing it: read a snapshot that is finished");
            }
            done += read;
        }
        afterRead.run();
    }

    private static RefusedSourceException unreadable(String name, IOException e) {
        return new RefusedSourceException(
                name,
                "it cannot be read: " + SystemWords.of(e).seen(),
                "look at the disk and its file system, or read another copy");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written, so nothing is lost.
        }
    }
}
