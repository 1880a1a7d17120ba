package dev.baokms.grpc;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The socket's life in the file system. It is bound in a directory that only this process can enter, gets its mode and
 * group there, and only then moves to its place. Java cannot set a umask, so binding in place would leave the socket
 * open to others for a moment.
 *
 * <p>The move replaces a dead socket atomically, so there is no instant without one. Accepted risk: two providers
 * started at the same instant on one path can both find it dead; the later one then owns it.
 */
public final class SocketFile {
    private static final int PRIVATE_NAMES = 36 * 36 * 36 * 36;

    private final Path path;
    private final Set<PosixFilePermission> mode;
    private final Optional<GroupPrincipal> group;
    private final Optional<Path> privateDirectory;
    private @Nullable Object publishedFileKey;

    private SocketFile(
            Path path, Set<PosixFilePermission> mode, Optional<GroupPrincipal> group, Optional<Path> privateDirectory) {
        this.path = path;
        this.mode = mode;
        this.group = group;
        this.privateDirectory = privateDirectory;
    }

    /**
     * Checks whether a socket can be served there, without changing anything.
     *
     * @throws UnsafeSocketException when the path, its directory or what is there already forbids it
     */
    public static void check(Path path) throws IOException {
        SocketPathChecks.requireSafeDirectory(path);
        SocketPathChecks.requireReplaceable(path);
    }

    /**
     * Checks everything that can be checked before the socket exists, and makes the directory to bind it in.
     *
     * @param path valid by {@link SocketPath}
     * @param group name or number; empty keeps the default group of the directory or process
     * @throws UnsafeSocketException when the path, its directory or what is there already forbids it
     */
    public static SocketFile prepare(Path path, Set<PosixFilePermission> mode, Optional<String> group)
            throws IOException {
        check(path);
        Optional<GroupPrincipal> owner = group.isEmpty() ? Optional.empty() : Optional.of(group(path, group.get()));
        Path privateDirectory =
                privateDirectory(path, ThreadLocalRandom.current().nextInt(PRIVATE_NAMES));
        Files.createDirectory(
                privateDirectory,
                PosixFilePermissions.asFileAttribute(Set.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE)));
        return new SocketFile(path, mode, owner, Optional.of(privateDirectory));
    }

    /**
     * For a socket that another process bound at its place and holds. It gets the same mode and group as one bound
     * here, and stays when the server stops: clients wait in its queue for the next server.
     *
     * @throws UnsafeSocketException when others could take its place, or when it is not as configured and this process
     *     may not change that
     */
    static SocketFile inherited(Path path, Set<PosixFilePermission> mode, Optional<String> group) throws IOException {
        SocketPathChecks.requireSafeDirectory(path);
        Optional<GroupPrincipal> owner = group.isEmpty() ? Optional.empty() : Optional.of(group(path, group.get()));
        var file = new SocketFile(path, mode, owner, Optional.empty());
        var attributes = Files.getFileAttributeView(path, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        PosixFileAttributes found = attributes.readAttributes();
        try {
            if (owner.isPresent() && !owner.get().equals(found.group())) {
                attributes.setGroup(owner.get());
            }
            if (!mode.equals(found.permissions())) {
                Files.setPosixFilePermissions(path, mode);
            }
        } catch (IOException e) {
            throw new UnsafeSocketException(
                    path,
                    "it was bound by another process with mode " + PosixFilePermissions.toString(found.permissions())
                            + " and group " + found.group().getName() + ", which this one may not change",
                    "let its socket unit have SocketUser=, or the SocketMode= and SocketGroup= of the configuration");
        }
        file.publishedFileKey = fileKey(path);
        return file;
    }

    /** A short name, because the path must fit into the same number of bytes as the real one. */
    private static Path privateDirectory(Path socket, int number) {
        return socket.resolveSibling("." + Integer.toString(number, Character.MAX_RADIX));
    }

    /** The longest path at which a socket is bound in this directory. */
    static Path longestBindPath(Path directory) {
        return bindPath(privateDirectory(directory.resolve("socket"), PRIVATE_NAMES - 1));
    }

    private static GroupPrincipal group(Path path, String name) throws IOException {
        try {
            // This accepts a number as well as a name.
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new UnsafeSocketException(
                    path, "group " + name + " does not exist", "create it: groupadd --system " + name);
        }
    }

    private static Path bindPath(Path privateDirectory) {
        return privateDirectory.resolve("s");
    }

    /** Where to bind. */
    public Path bindPath() {
        return privateDirectory.map(SocketFile::bindPath).orElse(path);
    }

    /** Gives the bound socket its mode and group and moves it to its place; from then on clients can connect. */
    public void publish() throws IOException {
        if (privateDirectory.isEmpty()) {
            return;
        }
        Path bound = bindPath();
        var attributes = Files.getFileAttributeView(bound, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (group.isPresent()) {
            try {
                attributes.setGroup(group.get());
            } catch (IOException e) {
                throw new UnsafeSocketException(
                        path,
                        "this process may not give the socket to group "
                                + group.get().getName(),
                        "make its user a member: usermod -aG " + group.get().getName() + " USER");
            }
        }
        Files.setPosixFilePermissions(bound, mode);
        publishedFileKey = fileKey(bound);
        Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(privateDirectory.get());
    }

    /**
     * Whether the path still leads to this socket. Only its own file counts, for the reason given at {@link
     * #remove}.
     */
    public boolean isInPlace() throws IOException {
        try {
            return publishedFileKey != null && publishedFileKey.equals(fileKey(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Removes the socket if the path still leads to it and no other process holds it. Call it while the socket still
     * listens: until then the kernel cannot reuse its inode, so an equal file key really means the same socket.
     */
    public void remove() {
        if (privateDirectory.isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(bindPath());
            Files.deleteIfExists(privateDirectory.get());
            if (isInPlace()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The dead file stays, and the next start replaces it. Stopping must not fail because of that.
        }
    }

    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .fileKey();
    }
}
