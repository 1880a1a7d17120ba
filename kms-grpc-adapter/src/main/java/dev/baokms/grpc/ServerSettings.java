package dev.baokms.grpc;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import dev.baokms.core.settings.InvalidSettings;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the socket is served, and how much at once. Rules that depend on the machine, such as whether a group exists, are
 * checked when the server starts.
 *
 * @param socketPath where the API server dials: absolute, at most {@value SocketPath#MAX_BYTES} bytes
 * @param socketMode read and write for the owner, at most the same for the group, nothing for others
 * @param socketGroup name or number of the group that may connect; empty keeps the file's default group
 * @param allowedPeers who may connect, as {@code uid:N}, {@code gid:N} or user names; empty leaves it to the
 *     socket's mode
 * @param maxConcurrentStatus accepted, 1 to {@value #MOST_CONCURRENT}, and without effect: Status never waits
 * @param maxConcurrentEncrypt Encrypt calls served at once, 1 to {@value #MOST_CONCURRENT}; more wait
 * @param maxConcurrentDecrypt Decrypt calls served at once, 1 to {@value #MOST_CONCURRENT}; more wait
 * @param callTimeout how long one call may take, unless its own deadline is sooner; at most an hour
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
    static final int MOST_CONCURRENT = 1024;

    private static final Set<PosixFilePermission> LEAST_MODE = Set.of(OWNER_READ, OWNER_WRITE);
    private static final Set<PosixFilePermission> MOST_MODE = Set.of(OWNER_READ, OWNER_WRITE, GROUP_READ, GROUP_WRITE);
    private static final Duration LONGEST_CALL = Duration.ofHours(1);
    /** The largest id that the JDK can look up: its ids are signed. */
    private static final long MOST_ID = Integer.MAX_VALUE;

    private static final Pattern NUMBERED_PEER = Pattern.compile("[ug]id:([0-9]{1,10})");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}:]+");

    public ServerSettings {
        socketMode = Set.copyOf(socketMode);
        allowedPeers = Set.copyOf(allowedPeers);
        var rules = new InvalidSettings.Collector()
                .refuse("socketPath", SocketPath.problem(socketPath))
                .require(
                        socketMode.containsAll(LEAST_MODE) && MOST_MODE.containsAll(socketMode),
                        "socketMode",
                        "must let its owner read and write, may let its group, and must give nothing else")
                .require(
                        socketGroup.map(name -> NAME.matcher(name).matches()).orElse(true),
                        "socketGroup",
                        "must be the name or the number of a group")
                .require(
                        allowedPeers.stream().allMatch(ServerSettings::isPeer),
                        "allowedPeers",
                        "must be uid:N, gid:N with N at most " + MOST_ID + ", or user names")
                .require(
                        callTimeout.isPositive() && callTimeout.compareTo(LONGEST_CALL) <= 0,
                        "callTimeout",
                        "must be more than zero and at most one hour");
        requireConcurrency(rules, "maxConcurrentStatus", maxConcurrentStatus);
        requireConcurrency(rules, "maxConcurrentEncrypt", maxConcurrentEncrypt);
        requireConcurrency(rules, "maxConcurrentDecrypt", maxConcurrentDecrypt);
        rules.done();
    }

    private static boolean isPeer(String peer) {
        if (peer.startsWith("uid:") || peer.startsWith("gid:")) {
            Matcher numbered = NUMBERED_PEER.matcher(peer);
            return numbered.matches() && Long.parseLong(numbered.group(1)) <= MOST_ID;
        }
        return NAME.matcher(peer).matches();
    }

    private static void requireConcurrency(InvalidSettings.Collector rules, String name, int value) {
        rules.require(
                value >= 1 && value <= MOST_CONCURRENT, name, "must be 1 to " + MOST_CONCURRENT + ", is " + value);
    }

    /** A copy with another list of peers. */
    public ServerSettings withAllowedPeers(Set<String> peers) {
        return new ServerSettings(
                socketPath,
                socketMode,
                socketGroup,
                peers,
                maxConcurrentStatus,
                maxConcurrentEncrypt,
                maxConcurrentDecrypt,
                callTimeout);
    }
}
