package dev.baokms.daemon.serve;

import dev.baokms.core.port.ByteSource;
import java.time.Duration;

/**
 * The messages that a daemon logs from its start to its end, and the reasons that keep it from starting. The rules:
 *
 * <ul>
 *   <li>A message is fixed text, so that it can be searched for and counted; values stand in fields of the line.
 *   <li>It says what happened, then after a semicolon what follows for clients; lower case, no full stop.
 *   <li>A detail belongs to one message and holds its values: settings and paths by name, never the content of a file.
 *   <li>"The daemon" is this process; the operator's action stands last.
 * </ul>
 */
final class ServeTexts {
    static final String NO_STATE_FILE = "no state file; everything is derived again from OpenBao's metadata";
    static final String STATE_NOT_LOCKED =
            "the state is read without a lock, because its file system is read-only; no change can be saved";
    static final String STATE_PUT_BACK = "the state was put back from a copy";
    static final String STATE_CANNOT_BE_WRITTEN = "state file cannot be written";
    static final String SEEDS_CANNOT_BE_USED = "wrapped seeds cannot be used";
    static final String OUTAGES_ARE_ANSWERED = "an outage of OpenBao is answered from held seeds";
    static final String LISTENER_ELSEWHERE =
            "the socket that was handed over is not at server.socketPath and is not served";
    static final String LISTENING = "listening; until OpenBao has answered, every method refuses and says why";
    static final String LISTENING_ON_HANDED_OVER =
            "listening on a socket that was handed over; until OpenBao has answered, every method refuses and says why";
    static final String HANDED_OVER_NOT_SERVED =
            "the socket that was handed over cannot be served without netty's native library; another one took its"
                    + " place, and clients are refused while no daemon runs";
    static final String NO_CLASS_ARCHIVE =
            "no class archive fits this Java and these jars, so the start took longer; install the package again";
    static final String NO_SIGHUP = "SIGHUP cannot be handled by this JVM; it ends the daemon";

    static final String CONFIGURATION_READ = "configuration read again";
    static final String CONFIGURATION_CANNOT_BE_USED = "configuration cannot be used; everything stays as it is";
    static final String CA_REPLACED = "CA bundle replaced";
    static final String CA_CANNOT_BE_USED = "CA bundle cannot be used; the former one stays in use";
    static final String CREDENTIAL_REPLACED = "credential file replaced; the next login uses it";
    static final String CREDENTIAL_CANNOT_BE_USED = "credential file cannot be used; the present token stays in use";
    static final String SOCKET_BOUND_AGAIN = "the socket's file was gone; bound again";
    static final String SOCKET_LOST = "the socket's path no longer leads to the daemon and cannot be bound again";
    static final String PROBE_BROKE = "a probe ended in an unexpected exception; please report it";
    static final String ENDS_TO_BE_STARTED_AGAIN = "the daemon ends so that it can be started again";
    static final String STOPPED = "stopped";

    private ServeTexts() {}

    static String continuity(String level, Duration longest) {
        return "continuity.level is " + level + " and continuity.maxOffline " + longest.toMinutes() + "m";
    }

    static String handedOver(String path, String configured) {
        return path + " was handed over, and server.socketPath is " + configured
                + "; let ListenStream= of the socket unit be that path";
    }

    /** Not for a log line: this reason keeps a daemon from starting. */
    static String noCertificates(ByteSource file, String problem) {
        return problemOf(file, problem) + "; put PEM certificates there";
    }

    static String problemOf(ByteSource file, String problem) {
        return file + ": " + problem;
    }
}
