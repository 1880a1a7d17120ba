package dev.baokms.operator.rotate;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.PathText;
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
            throw new ToldException(PathText.printable(file) + " exists; give --proof another name", e);
        } catch (IOException e) {
            throw new ToldException(
                    PathText.printable(file) + " cannot be written by this user; give --proof another place", e);
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
            return document.length > most
                    ? new Reading.Broken(
                            "it is longer than %s bytes, and no proof, or this memory is too small for it: give"
                                            .formatted(most)
                                    + " BAO_KMS_HEAP=1g in the environment of the packaged program, -Xmx1g to Java")
                    : Proof.read(document);
        } catch (IOException e) {
            return new Reading.Broken("it cannot be read by this user; correct the path");
        }
    }
}
