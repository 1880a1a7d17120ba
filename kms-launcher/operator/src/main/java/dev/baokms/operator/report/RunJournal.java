package dev.baokms.operator.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A journal file that lets a command resume. It contains text that only its owner may read and write, and one run at a
 * time holds it. Appended text is durable. The command defines what the text means.
 */
public final class RunJournal implements AutoCloseable {
    private final String name;
    private final FileChannel channel;

    private RunJournal(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * Creates the journal, or opens an existing one.
     *
     * @param whileInUse what to do while another run uses it
     * @throws IOException with the place and the cure, when others may use the file, it cannot be opened, or it is in
     *     use
     */
    public static RunJournal open(Path file, String whileInUse) throws IOException {
        String name = PathText.printable(file);
        requireOwn(file);
        FileChannel channel = opened(file, name);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(name, whileInUse);
            }
            syncDirectory(file);
            return new RunJournal(name, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(name, whileInUse);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(String name, String cure) {
        return new ToldException(ReportTexts.journalInUse(name, cure));
    }

    /**
     * Checks that only the owner may use the file. Accepts a file that does not exist.
     *
     * @throws IOException with the place and the cure, when others may use the file
     */
    public static void requireOwn(Path file) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String name = PathText.printable(file);
        boolean closed;
        try {
            closed = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                            .containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (FileSystemException e) {
            throw new ToldException(ReportTexts.journalCannotBeSeen(name), e);
        }
        if (!closed) {
            throw new ToldException(ReportTexts.journalOfOthers(name));
        }
    }

    private static FileChannel opened(Path file, String name) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileSystemException e) {
            throw new ToldException(ReportTexts.journalCannotBeOpened(name), e);
        }
    }

    /** A new file name is durable only after its directory is synced. */
    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory =
                FileChannel.open(file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Returns the path in printable form. */
    public String name() {
        return name;
    }

    /** Returns the size in bytes. */
    public long size() throws IOException {
        return channel.size();
    }

    /** Returns the whole text. Check {@link #size} first, because all of it goes into memory. */
    public String text() throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // Reads until the buffer is full or the file ends.
        }
        return UTF_8.decode(content.flip()).toString();
    }

    /** Returns the complete lines of a text. A last line that a crash cut off does not count. */
    public static String wholeLines(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    /** Truncates the file to this beginning of its text. */
    public void cutTo(String beginning) throws IOException {
        channel.truncate(beginning.getBytes(UTF_8).length);
    }

    /**
     * Appends a text durably.
     *
     * @throws IOException with the place and the cure, when the text is not durable
     */
    public void append(String text) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new ToldException(ReportTexts.journalCannotBeWritten(name), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
