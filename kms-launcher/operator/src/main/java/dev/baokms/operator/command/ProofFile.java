package dev.baokms.operator.command;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a proof is kept. */
final class ProofFile {
    private ProofFile() {}

    /** @throws IOException with the place and the cure; a file that is there is never replaced */
    static void write(Path file, String document) throws IOException {
        try {
            Files.writeString(file, document, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(PathText.printable(file) + " exists; give --proof another name", e);
        } catch (IOException e) {
            throw new IOException(
                    PathText.printable(file) + " cannot be written by this user; give --proof another place", e);
        }
    }

    /** As evidence for a change: no one else may have been able to write it. */
    static Reading trusted(Path file) {
        var source = TrustedFile.of(
                file.toAbsolutePath().normalize(), TrustedFile.Kind.PUBLIC, ProcessIdentity.ofThisProcess());
        return switch (source.read(Proof.MAX_BYTES)) {
            case Content.Unusable(var flaw, String advice) -> new Reading.Broken(advice);
            case Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(Proof::read);
                }
            }
        };
    }

    /** To be looked at, whoever wrote it. */
    static Reading any(Path file) {
        try {
            return Files.size(file) > Proof.MAX_BYTES
                    ? new Reading.Broken("it is larger than any proof")
                    : Proof.read(Files.readAllBytes(file));
        } catch (IOException e) {
            return new Reading.Broken("it cannot be read by this user; correct the path");
        }
    }
}
