package dev.baokms.telemetry;

import java.nio.file.Path;
import java.util.Collection;

/**
 * The texts of the log and the pages, except the sentences of failures ({@link FailureText}), the fields
 * ({@link LogField}) and the metrics ({@link PublishedMetric}). The rules:
 *
 * <ul>
 *   <li>A log message is fixed, because operators search for it and the log counts by it; values go into fields.
 *   <li>It states the event or the new state, in the present tense; after a semicolon follows any action to take.
 *   <li>A detail is a whole sentence with its cure; it may name what the configuration does, but no part of a request.
 *   <li>The pages say only what their reader could ask of {@code /ready}: any user of the machine may read them.
 * </ul>
 */
final class TelemetryTexts {
    static final String STATUS_OK = "status is ok";
    static final String STATUS_NOT_OK_YET = "status is not ok yet";
    static final String STATUS_NOT_OK = "status is not ok";
    static final String WRITE_KEY_CHANGED = "write key changed";
    static final String VERSION_SEEN = "key version seen; it decrypts from now on";
    static final String ALL_DECRYPT_AGAIN = "every version that is not retired decrypts again";
    static final String VERSIONS_HIDDEN = "OpenBao's min_decryption_version hides versions that are not retired";
    static final String STATE_NOT_SAVED = "state cannot be saved; the switch to the next version waits";
    static final String PROBE_ENDED = "probe ended";

    static final String OUTAGE_ANSWER = "answered in an outage, by what is held";
    static final String OUTAGE_IS_OVER = "OpenBao answers again; this daemon answered requests during the outage";
    static final String SEEDS_ARE_HELD = "seeds that were asked for before are held";
    static final String ERASED_BY_ANSWER = "everything that was held is erased, because OpenBao answered no";
    static final String ERASED_BY_TIME = "everything that was held is erased, because continuity.maxOffline has passed";
    static final String WRAPPED_SEEDS_NOT_SAVED = "wrapped seeds cannot be saved; the next start begins without them";
    static final String HELD_BY_THIS_PROCESS_ALONE = "what is held does not outlive this process";
    static final String NOT_ERASED = "what was held for the next process could not be erased; stop the service once";

    static final String TOKEN_OBTAINED = "token obtained";
    static final String TOKEN_NOT_OBTAINED = "token not obtained";
    static final String TOKEN_SERVES_FEW =
            "the token serves few requests, so logins are frequent; set token_num_uses of its role to 0";
    static final String ADDRESS_ANSWERS = "address answers";
    static final String ADDRESS_DOES_NOT_ANSWER = "address gives no usable answer";
    static final String OPENBAO_ANSWERED = "openbao answered";
    static final String CALL_ANSWERED = "call answered";
    static final String CALL_FAILED = "call failed";
    static final String PEER_REFUSED = "a process that is not an allowed peer was refused";

    static final String BUG_IN_CALL = "a call ended in an unexpected exception; please report it";
    static final String BUG_OUTSIDE = "an unexpected exception outside of any call; please report it";
    static final String BUG_IN_PAGE = "a page ended in an unexpected exception; please report it";
    static final String OF_A_LIBRARY = "a library reports a problem";
    static final String LINES_DROPPED = "log lines were dropped because nothing took them";
    static final String LINES_LEFT_OUT = "equal lines were left out";

    static final String PAGES_ARE_BACK = "a monitoring address can be used now";
    static final String PAGES_ARE_MISSING =
            "a monitoring address cannot be used; its pages are missing until it can be, and the KMS socket is still"
                    + " served";
    static final String PAGE_SOCKET_GONE = "the socket of a monitoring address is no longer there; it is bound again";
    static final String HOST_WITHOUT_ADDRESS = "its host name has no address; correct it or change the configuration";
    static final String ADDRESS_TAKEN =
            "it is taken, or is not an address of this machine; free it or change the configuration";
    static final String NOT_A_TCP_ADDRESS =
            "need host:port, such as 127.0.0.1:8081 or [::1]:8081, unix:// with an absolute path, or an empty string to"
                    + " turn it off";
    static final String NOT_A_UNIX_ADDRESS =
            "need unix:// and an absolute path, such as unix:///run/openbao-kms/health.sock";
    static final String PATH_WITH_DOTS = "its path must be names after single slashes, none of them . or .., such as"
            + " unix:///run/openbao-kms/health.sock";

    static final String SOCKET_LOST =
            "the socket's path no longer leads to the daemon and cannot be bound again; see the log for what stands"
                    + " there";

    static final String BAD_REQUEST = "bad request";
    static final String NOT_FOUND = "not found";
    static final String METHOD_NOT_ALLOWED = "method not allowed";

    static final String NOT_A_JSON_OBJECT = "the answer is not a JSON object";
    static final String NOT_JSON = "the text is not JSON, or not all of it";
    static final String MORE_AFTER_JSON = "something follows the end";
    static final String MEMBER_TWICE = "a member is there twice";
    static final String VALUE_MISSING = "a value is missing";

    private TelemetryTexts() {}

    static String objectsCannotBeRead(Collection<Integer> versions) {
        return "objects of versions " + versions + " cannot be read; lower min_decryption_version, or retire them with"
                + " retire-versions when nothing needs them";
    }

    static String noSocketFor(Path path) {
        return "no socket can be made in " + path.getParent()
                + "; let the daemon's user write there, and under systemd name it in ReadWritePaths";
    }

    static String portOutOfRange(int port, int most) {
        return "has port " + port + ", need 0 to " + most;
    }

    static String badHost(String rule) {
        return "its host " + rule;
    }

    static String badPath(String rule) {
        return "its path " + rule;
    }
}
