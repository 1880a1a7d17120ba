package dev.baokms.auth.jwt;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * A file with a secret, read only if nobody but us and root can have written it or can read it.
 *
 * <p>The file must be regular, owned by us or root, without the mode bits {@value #FORBIDDEN_TEXT}. Links are followed, so that
 * projected volumes and the layout of cert-manager work, but every component on the way, links and directories alike, must be
 * owned by us or root, and no directory may be writable by group or others. One exception: a sticky directory of root's such as
 * {@code /tmp} or the root of a projected volume, where strangers can add entries but can neither rename nor remove those of
 * others, and whose entries are checked for their owner all the same.
 *
 * <p>There is no gap between check and use to close: whoever could exchange a component in between is us or root.
 */
final class SecretFile {
    static final String FORBIDDEN_TEXT = "0037";

    private static final int FORBIDDEN = 0037;
    private static final int WRITABLE_BY_STRANGERS = 0022;
    private static final int STICKY = 01000;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    // Linux gives up at the same number.
    private static final int MAX_LINKS = 40;

    private final Path path;
    private final int ownUid;

    /** @param path absolute */
    SecretFile(Path path, int ownUid) {
        this.path = path;
        this.ownUid = ownUid;
    }

    /** The user of this process. Java has no call for it, but the kernel says who owns the process. */
    static int ownUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which user this process runs as", e);
        }
    }

    /** The whole content, for the caller to wipe. */
    byte[] read(int maxBytes) throws Unusable {
        try {
            return open(maxBytes);
        } catch (NoSuchFileException swapped) {
            // A projected volume swaps a link when it is renewed and then removes what the link pointed to: look once
            // more.
            try {
                return open(maxBytes);
            } catch (NoSuchFileException e) {
                throw new Unusable(Problem.CREDENTIAL_MISSING, path + " does not exist: write the credential there");
            } catch (IOException e) {
                throw unreadable();
            }
        } catch (IOException e) {
            throw unreadable();
        }
    }

    /** The content without the line end that editors and {@code echo} leave, for the caller to wipe. */
    byte[] readText(int maxBytes) throws Unusable {
        byte[] content = read(maxBytes);
        int end = content.length;
        while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
            end--;
        }
        byte[] text = Arrays.copyOf(content, end);
        Arrays.fill(content, (byte) 0);
        return text;
    }

    /** What is wrong with the file, in words for those who can mend it; empty when it can be read. */
    Optional<String> problem(int maxBytes) {
        try {
            Arrays.fill(read(maxBytes), (byte) 0);
            return Optional.empty();
        } catch (Unusable e) {
            return Optional.of(e.advice());
        }
    }

    private byte[] open(int maxBytes) throws IOException, Unusable {
        try (InputStream in = Files.newInputStream(checked(), LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                Arrays.fill(content, (byte) 0);
                throw new Unusable(
                        Problem.CREDENTIAL_INVALID,
                        path + " is longer than " + maxBytes + " bytes: it holds something else");
            }
            return content;
        }
    }

    /** Walks the path as the kernel would, looking at each component. Returns the place without links. */
    private Path checked() throws IOException, Unusable {
        Deque<Path> ahead = new ArrayDeque<>();
        push(ahead, path);
        Path at = path.getRoot();
        Component current = look(at);
        int links = 0;
        while (!ahead.isEmpty()) {
            requireSafe(at, current);
            if (!current.is(DIRECTORY)) {
                throw new Unusable(Problem.CREDENTIAL_MISSING, at + " is not a directory: check the path " + path);
            }
            String name = ahead.pop().toString();
            if (name.equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
                current = look(at);
                continue;
            }
            Path next = name.equals(".") ? at : at.resolve(name);
            current = look(next);
            if (current.is(LINK)) {
                requireOwner(next, current);
                if (++links > MAX_LINKS) {
                    throw new Unusable(Problem.CREDENTIAL_MISSING, path + " goes through too many links");
                }
                Path target = Files.readSymbolicLink(next);
                push(ahead, target);
                if (target.isAbsolute()) {
                    at = target.getRoot();
                }
                current = look(at);
            } else {
                at = next;
            }
        }
        requireSecret(at, current);
        return at;
    }

    private static void push(Deque<Path> ahead, Path more) {
        for (int i = more.getNameCount() - 1; i >= 0; i--) {
            ahead.push(more.getName(i));
        }
    }

    private void requireSafe(Path at, Component directory) throws Unusable {
        requireOwner(at, directory);
        boolean shared = (directory.mode & WRITABLE_BY_STRANGERS) != 0;
        boolean sticky = (directory.mode & STICKY) != 0 && directory.uid == 0;
        if (directory.is(DIRECTORY) && shared && !sticky) {
            throw unsafe(at, "can be written by group or others", "chmod go-w");
        }
    }

    private void requireSecret(Path at, Component file) throws Unusable {
        if (!file.is(REGULAR)) {
            throw new Unusable(Problem.CREDENTIAL_UNSAFE, at + " is not a regular file: check the path " + path);
        }
        requireOwner(at, file);
        if ((file.mode & FORBIDDEN) != 0) {
            throw unsafe(at, "has mode %04o".formatted(file.mode & 07777), "chmod 0640");
        }
    }

    private void requireOwner(Path at, Component component) throws Unusable {
        if (component.uid != ownUid && component.uid != 0) {
            throw unsafe(
                    at,
                    "belongs to user " + component.uid + ", neither root nor us",
                    component.is(LINK) ? "chown -h root" : "chown root");
        }
    }

    private static Component look(Path at) throws IOException {
        Map<String, Object> seen = Files.readAttributes(at, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        return new Component((Integer) seen.getOrDefault("mode", 0), (Integer) seen.getOrDefault("uid", -1));
    }

    private static Unusable unsafe(Path at, String flaw, String command) {
        return new Unusable(Problem.CREDENTIAL_UNSAFE, at + " " + flaw + ": run " + command + " " + quoted(at));
    }

    private Unusable unreadable() {
        return new Unusable(
                Problem.CREDENTIAL_MISSING,
                path + " cannot be read by user " + ownUid + ": run ls -lL " + quoted(path) + " and give us the group");
    }

    /** For a shell, which is where the command goes. */
    private static String quoted(Path at) {
        String text = at.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private record Component(int mode, int uid) {
        boolean is(int type) {
            return (mode & TYPE) == type;
        }
    }

    /** Why a file must not be used. */
    static final class Unusable extends Exception {
        private final Problem problem;
        private final String advice;

        Unusable(Problem problem, String advice) {
            // The advice holds a path, and messages travel: it stays out of the message.
            super(problem.name());
            this.problem = problem;
            this.advice = advice;
        }

        Problem problem() {
            return problem;
        }

        String advice() {
            return advice;
        }
    }
}
