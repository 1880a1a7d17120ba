package dev.baokms.operator.rotate;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.ToldException;
import dev.baokms.host.TrustedFile;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads and writes the file of a proof. */
public final class ProofFile {
    private ProofFile() {}

    /**
     * Writes a new file and never replaces an existing one.
     *
     * @throws IOException with the place and the cure
     */
    public static void write(Path file, String document) throws IOException {
        try {
            Files.writeString(file, document, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new ToldException(RotateTexts.proofExists(file), e);
        } catch (IOException e) {
            throw new ToldException(RotateTexts.proofCannotBeWritten(file), e);
        }
    }

    /** Reads a proof as evidence for a change, and accepts only a file that no one else could have written. */
    public static Reading trusted(Path file) {
        var source = TrustedFile.of(
                file.toAbsolutePath().normalize(), TrustedFile.Kind.PUBLIC, ProcessIdentity.ofThisProcess());
        return switch (source.read(Proof.mostBytes())) {
            case Content.Unusable(var flaw, String advice) -> new Reading.Broken(advice);
            case Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(Proof::read);
                }
            }
        };
    }

    /** Reads a proof for inspection, from a file of any origin. */
    public static Reading any(Path file) {
        // Counts the bytes, because something other than a file, such as a pipe, does not report its true size.
        try (InputStream in = Files.newInputStream(file)) {
            int most = Proof.mostBytes();
            byte[] document = in.readNBytes(most + 1);
            return document.length > most ? new Reading.Broken(RotateTexts.proofTooLong(most)) : Proof.read(document);
        } catch (IOException e) {
            return new Reading.Broken(RotateTexts.PROOF_CANNOT_BE_READ);
        }
    }
}
