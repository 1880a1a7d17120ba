package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** A file of ours, read whole: regular, of bounded size, and neither readable by others nor writable by group or others. */
final class GuardedFile {
    private static final int OPEN_TO_OTHERS = 0037;

    private final Path path;
    private final int maxBytes;

    GuardedFile(Path path, int maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /** Tells one version of the file from the next: touching it is enough to make another. */
    record Stamp(Object modified, Object changed, Object file, Object size) {}

    Stamp stamp() throws TokenTrouble {
        try {
            Map<String, Object> now = Files.readAttributes(path, "unix:lastModifiedTime,ctime,ino,size");
            return new Stamp(at(now, "lastModifiedTime"), at(now, "ctime"), at(now, "ino"), at(now, "size"));
        } catch (IOException e) {
            throw new TokenTrouble(Problem.CREDENTIAL_MISSING, e);
        }
    }

    byte[] read() throws TokenTrouble {
        try (var in = Files.newInputStream(path)) {
            int mode = (int) Files.getAttribute(path, "unix:mode");
            if (!Files.isRegularFile(path) || (mode & OPEN_TO_OTHERS) != 0) {
                throw new TokenTrouble(Problem.CREDENTIAL_UNSAFE);
            }
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new TokenTrouble(Problem.CREDENTIAL_UNSAFE);
            }
            return content;
        } catch (IOException e) {
            throw new TokenTrouble(Problem.CREDENTIAL_MISSING, e);
        }
    }

    private static Object at(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
