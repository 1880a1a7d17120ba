package dev.baokms.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/** Files with the owners and modes that a test wants, and what reading them comes to. */
final class Ground {
    static final ProcessIdentity THIS = ProcessIdentity.ofThisProcess();

    /** The user of a daemon. Root looks at files in its place. */
    static final ProcessIdentity DAEMON = new ProcessIdentity(64_001, 64_001, Set.of(64_002L));

    static final long STRANGER = 64_242;
    static final int MAX = 100;

    private Ground() {}

    static boolean isRoot() {
        return THIS.uid() == 0;
    }

    static void needsRoot() {
        assumeTrue(isRoot(), "only root can give files to other users");
    }

    static Path file(Path at, String content, int mode) throws IOException {
        Files.writeString(at, content);
        return mode(at, mode);
    }

    static Path directory(Path at, int mode) throws IOException {
        return mode(Files.createDirectory(at), mode);
    }

    static Path link(Path at, String target) throws IOException {
        return Files.createSymbolicLink(at, Path.of(target));
    }

    /** As kubelet exchanges its links: no moment without one. */
    static void exchange(Path link, String target) throws IOException {
        Path fresh = link.resolveSibling(link.getFileName() + "_tmp");
        link(fresh, target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }

    static Path mode(Path at, int mode) throws IOException {
        return Files.setAttribute(at, "unix:mode", mode);
    }

    static Path owner(Path at, long uid) throws IOException {
        return Files.setAttribute(at, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
    }

    static Path group(Path at, long gid) throws IOException {
        return Files.setAttribute(at, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
    }

    static Content read(Path path, Kind kind, ProcessIdentity process) {
        return TrustedFile.of(path, kind, process).read(MAX);
    }

    static String text(Content content) {
        return switch (content) {
            case Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(raw -> new String(raw, UTF_8));
                }
            }
            case Content.Unusable(Flaw flaw, String advice) -> throw new AssertionError(flaw + ": " + advice);
        };
    }

    static Content.Unusable refusal(Path path, Kind kind, ProcessIdentity process) {
        return switch (read(path, kind, process)) {
            case Content.Bytes(SecretBytes bytes) -> throw new AssertionError("read " + bytes.length() + " bytes");
            case Content.Unusable unusable -> unusable;
        };
    }
}
