package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A file of ours or root's, read whole: regular, of bounded size, and neither readable by others nor writable by group or others. */
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
            if (unsafe().isPresent()) {
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

    /** Why nobody may rely on the file, and what mends it; empty also while it is not there. */
    Optional<String> problem() {
        try {
            return Files.exists(path) ? unsafe().map(text -> path + " " + text) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(path + " cannot be looked at; check the directories on the way to it");
        }
    }

    private Optional<String> unsafe() throws IOException {
        Map<String, Object> now = Files.readAttributes(path, "unix:mode,uid");
        int mode = (int) at(now, "mode") & 07777;
        int owner = (int) at(now, "uid");
        if (!Files.isRegularFile(path)) {
            return Optional.of("is no regular file; put one there");
        }
        if (owner != 0 && !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(owner)) {
            return Optional.of("belongs to uid " + owner + "; give it to root or to the user of the daemon");
        }
        return (mode & OPEN_TO_OTHERS) == 0
                ? Optional.empty()
                : Optional.of("has mode %04o, need 0640 or tighter; run chmod 0640".formatted(mode));
    }

    private static Object at(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
