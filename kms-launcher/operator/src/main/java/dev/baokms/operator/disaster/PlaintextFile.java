package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.ReportTexts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a new file that only its owner may read. */
public final class PlaintextFile {
    private PlaintextFile() {}

    /**
     * Writes the whole file durably, or leaves no file.
     *
     * @throws IOException with the place and the cure; also when a file of that name exists
     */
    public static void write(Path file, SecretBytes plaintext) throws IOException {
        String name = PathText.printable(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try {
                writeAll(channel, plaintext);
                channel.force(true);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw new ToldException(DisasterTexts.plaintextCannotBeWritten(name), e);
            }
        } catch (FileAlreadyExistsException e) {
            throw new ToldException(ReportTexts.fileIsKept(name), e);
        } catch (NoSuchFileException e) {
            throw new ToldException(DisasterTexts.directoryMissing(name), e);
        } catch (FileSystemException e) {
            throw new ToldException(DisasterTexts.fileCannotBeMade(name), e);
        }
    }

    private static void writeAll(FileChannel channel, SecretBytes plaintext) throws IOException {
        // Uses a direct buffer. For an array, the JDK would write through a direct buffer that it keeps, with the
        // secret in it.
        ByteBuffer buffer = ByteBuffer.allocateDirect(plaintext.length());
        try {
            plaintext.exposeTo(buffer::put).flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } finally {
            buffer.clear();
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
        }
    }
}
