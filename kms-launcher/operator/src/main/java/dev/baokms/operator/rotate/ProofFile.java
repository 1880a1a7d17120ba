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

/** Where a proof is kept. */
public final class ProofFile {
    private ProofFile() {}

    /** @throws IOException with the place and the cure; a file that is there is never replaced */
    public static void write(Path file, String document) throws IOException {
        try {
            Files.writeString(file, document, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new ToldException(RotateTexts.proofExists(file), e);
        } catch (IOException e) {
            throw new ToldException(RotateTexts.proofCannotBeWritten(file), e);
        }
    }

    /** As evidence for a change: no one else may have been able to write it. */
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

    /** To be looked at, whatever wrote it. */
    public static Reading any(Path file) {
        // What is no file, such as a pipe, says nothing true of its size.
        try (InputStream in = Files.newInputStream(file)) {
            int most = Proof.mostBytes();
            byte[] document = in.readNBytes(most + 1);
            return document.length > most ? new Reading.Broken(RotateTexts.proofTooLong(most)) : Proof.read(document);
        } catch (IOException e) {
            return new Reading.Broken(RotateTexts.PROOF_CANNOT_BE_READ);
        }
    }
}
