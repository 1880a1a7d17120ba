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
 * A data file of any size, read at the positions and in the lengths that the caller chooses.
 *
 * <p>The file is not mapped into memory. When another process truncates a mapped file, reading the lost page raises a
 * signal, and the JVM does not survive it inside the JDK's machine code for checksums or copies. Here a truncated file
 * ends in a short read.
 */
final class DataFile implements Closeable {
    /** The JDK reads through a buffer of the same size outside the heap, and keeps that buffer. */
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

    /** @param path any path; one that is not a regular file is refused before it is opened, since a pipe could block */
    static DataFile open(Path path) throws RefusedSourceException {
        String name = PathText.printable(path);
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new RefusedSourceException(name, EtcdFileTexts.NOT_A_REGULAR_FILE, EtcdFileTexts.NAME_A_FILE);
            }
            return of(name, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new RefusedSourceException(name, EtcdFileTexts.NOT_THERE, EtcdFileTexts.NAME_A_FILE);
        } catch (AccessDeniedException e) {
            throw new RefusedSourceException(name, EtcdFileTexts.NOT_READABLE, EtcdFileTexts.RUN_AS_ROOT);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** @param channel closed together with the file */
    static DataFile of(String name, FileChannel channel) throws RefusedSourceException {
        try {
            return new DataFile(name, channel, channel.size(), () -> {});
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Returns the same file, read with rests at this pace. */
    DataFile paced(MemberPace pace) {
        return new DataFile(name, channel, size, pace::pieceDone);
    }

    String name() {
        return name;
    }

    /** The size in bytes when the file was opened. */
    long size() {
        return size;
    }

    /** @throws RefusedSourceException when the file ends earlier, or the disk does not return the bytes */
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
                        EtcdFileTexts.byteOf(name, position + done),
                        EtcdFileTexts.BECAME_SHORTER,
                        EtcdFileTexts.READ_A_FINISHED_ONE);
            }
            done += read;
        }
        afterRead.run();
    }

    private static RefusedSourceException unreadable(String name, IOException e) {
        return new RefusedSourceException(
                name, EtcdFileTexts.cannotBeRead(SystemWords.of(e).seen()), EtcdFileTexts.LOOK_AT_THE_DISK);
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
