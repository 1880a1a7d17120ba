package dev.baokms.grpc;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the socket is offered and how much is served at once.
 *
 * @param socketPath where the API server dials; judged when the server starts, because the answer is in the file system
 * @param socketMode read and write for owner and group at most
 * @param socketGroup name or number of the group that may connect; empty keeps the group the file gets by itself
 * @param allowedPeers who may talk to us, as {@code uid:N}, {@code gid:N} or user names; empty leaves it to the socket's mode
 * @param maxConcurrentStatus Status calls served at once, 1 to 1024; more wait
 * @param maxConcurrentEncrypt Encrypt calls served at once, 1 to 1024; more wait
 * @param maxConcurrentDecrypt Decrypt calls served at once, 1 to 1024; more wait
 * @param callTimeout what one call may take when its own deadline is not sooner
 */
public record ServerSettings(
        Path socketPath,
        Set<PosixFilePermission> socketMode,
        Optional<String> socketGroup,
        Set<String> allowedPeers,
        int maxConcurrentStatus,
        int maxConcurrentEncrypt,
        int maxConcurrentDecrypt,
        Duration callTimeout) {
    private static final Set<PosixFilePermission> MOST = Set.of(OWNER_READ, OWNER_WRITE, GROUP_READ, GROUP_WRITE);
    private static final int MOST_CONCURRENT = 1024;

    public ServerSettings {
        socketMode = Set.copyOf(socketMode);
        allowedPeers = Set.copyOf(allowedPeers);
        if (!MOST.containsAll(socketMode)) {
            throw new IllegalArgumentException(
                    "socketMode is " + socketMode + ", need no execute and nothing for others");
        }
        requireConcurrency("maxConcurrentStatus", maxConcurrentStatus);
        requireConcurrency("maxConcurrentEncrypt", maxConcurrentEncrypt);
        requireConcurrency("maxConcurrentDecrypt", maxConcurrentDecrypt);
        if (!callTimeout.isPositive()) {
            throw new IllegalArgumentException("callTimeout is " + callTimeout + ", need more than zero");
        }
    }

    private static void requireConcurrency(String name, int value) {
        if (value < 1 || value > MOST_CONCURRENT) {
            throw new IllegalArgumentException(name + " is " + value + ", need 1 to " + MOST_CONCURRENT);
        }
    }
}
