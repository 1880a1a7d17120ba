package dev.baokms.operator.command;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The texts of these commands: titles and findings of their checks, and notes along the way. The rules:
 *
 * <ul>
 *   <li>A title is a noun or a statement that can be true or false; the mark of the check before it says which.
 *   <li>A finding says what was seen. If the check did not pass, a semicolon follows, and then what to do.
 *   <li>A text begins in lower case and has no full stop, unless a name of KMS v2 begins it or it stands alone below a
 *       screen.
 *   <li>Texts name versions, ids and paths that were seen. They never show bytes that were wrapped or opened.
 *   <li>If a command cannot know something, the text says so and names the command or flag that can tell.
 * </ul>
 */
final class CommandTexts {
    // status

    static final String DAEMON_NOT_WELL = "The daemon is not well. Run bao-kms-provider why for cause and cure.";

    // rotation-plan and verify-rotation

    static final String READS_KEY = "reads the key from OpenBao";

    static final String WAITING_VERSIONS = "versions that wait to become active";

    static String nextBecomesActive(Instant at) {
        return "the next version becomes active at " + at;
    }

    static final String NO_VERSION_WAITS = "no version waits to become active";

    static final String NEWEST_IS_ACTIVE = "the newest version is active";

    static String newestWrites(int version) {
        return "version " + version + ", the newest, writes";
    }

    static String newestWaitsUntil(Instant at) {
        return "the newest version does not write before " + at + "; ask again then";
    }

    static final String NO_VERSION_WRITES = "no version writes; see the checks above";

    static final String DAEMON_WRITES = "the running daemon writes with it";

    static String daemonNames(String keyIdHash) {
        return "the running daemon names key_id_hash " + keyIdHash;
    }

    static final String DAEMON_NAMES_ANOTHER =
            "the running daemon names another key_id_hash; wait one status.probeInterval and ask again";

    static final String API_SERVER_WRITES = "the API server writes with it";

    static final String API_SERVER_NOT_LOOKED_AT = "not looked at; give its metrics with --api-server-metrics";

    static final String OTHER_NODES_UNKNOWN = "other nodes were not asked; run it on each";

    static final String API_SERVERS_UNKNOWN = "whether each API server writes with the new key_id was not looked at;"
            + " give its metrics with --api-server-metrics";

    static final String OBJECTS_UNKNOWN =
            "whether old objects were rewritten is known to etcd alone; inventory reads it";

    // inventory and verify-proof

    static String withoutState(String problem) {
        return "continuing without the state, so no proof can be made: " + problem;
    }

    static final String PROOF_FORM = "form, digest and sums";

    static final String PROOF_SOUND = "form, digest and sums match what was counted";

    static String proofBroken(String reason) {
        return reason + "; make another with inventory";
    }

    static final String PROOF_VERDICT = "what it shows";

    static String nothingNeedsBelow(int version) {
        return "nothing needs a version below " + version;
    }

    static String showsNothing(List<String> open) {
        return "it does not show that a version may go; still open: " + String.join(", ", open);
    }

    // retire-versions, restore-versions and recover-state

    static final String EVIDENCE = "evidence for the change";

    static final String NO_PROOF = "nothing shows that no object needs these versions; make a proof with inventory"
            + " --proof, and give it with --proof";

    static String proofShows(String digest, long revision, int version) {
        return "proof " + digest + ", revision " + revision + ": " + nothingNeedsBelow(version);
    }

    static final String EXPECTED_KEY_ID = "the expected key_id";

    static final String KEY_ID_NOT_DERIVED = "the expected key_id does not derive from this configuration and key;"
            + " correct the identity fields first";

    static final String RETIRED_VERSIONS = "retired versions";

    static final String RETIRED_UNKNOWN =
            "which versions were retired cannot be derived: they decrypt again until they are retired again";

    static final String THE_CHANGE = "the change";

    static String remembered(Collection<Integer> versions, int highestActive, Collection<Integer> retired) {
        return "versions " + versions + ", highest active " + highestActive + ", retired " + retired;
    }

    static String nothingChangedYet(String hash) {
        return "nothing is changed yet; repeat with --apply --expected-state-hash " + hash;
    }

    static final String CHANGE_WRITTEN = "the change is written; start the daemon";

    static final String OTHER_PLAN = "nothing is changed: the hash is not that of this plan; look at the plan again";

    // open-object and verify-backup

    static final String STORED_VALUE = "the stored value";

    static final String VALUE_READ = "the value was read from standard input";

    static final String NO_VALUE_READ =
            "standard input is empty; pipe etcdctl get --print-value-only KEY into it, or name a --snapshot";

    static final String VALUE_TOO_LARGE =
            "standard input is larger than the 1.5 MiB that etcd takes; pipe one value into it";

    static String stateFile(String problem) {
        return "the state file " + problem;
    }

    static final String STOPPING =
            "stopping: only what was unwrapped so far is still tried; press Ctrl-C again to end at once";

    // probe

    static final String NOT_TRIED = "not tried";

    static final String NO_SOCKET_TO_ASK = "there is no socket to ask";

    static final String CALLER = "caller";

    static String runsAs(int uid) {
        return "this command runs as uid " + uid;
    }

    static String mayConnectAnyway(int uid) {
        return "uid " + uid + " may connect whatever the mode says; run this as the API server's user to prove that it"
                + " may";
    }

    static final String SOCKET_FILE = "socket file";

    static String noFileAt(String path) {
        return "there is no file at " + path + "; start the daemon or correct --socket";
    }

    static String isSocket(String path) {
        return path + " is a socket";
    }

    static String isNoSocket(String path) {
        return path + " is not a socket; correct --socket";
    }

    static final String WHO_MAY_CONNECT = "who may connect";

    static final String NO_SOCKET = "there is no socket";

    static String letsInOwnerAndGroup(String mode) {
        return "mode " + mode + " lets in owner and group alone";
    }

    static String letsInEveryUser(String mode) {
        return "mode " + mode + " lets in every user of this machine; set server.socketMode";
    }

    static String asksFor(String method) {
        return "asks for " + method;
    }

    static String failed(String method, String refusal) {
        return method + " failed: " + refusal;
    }

    static String statusSays(String version, String health) {
        return "Status, version " + version + ", says: " + health;
    }

    static String wrapped(int plain, int sealed) {
        return "Encrypt wrapped " + plain + " random bytes into " + sealed + " bytes";
    }

    static final String NOTHING_TO_DECRYPT = "there is nothing to decrypt";

    static final String SAME_BYTES = "Decrypt gave the same bytes back";

    static final String OTHER_BYTES = "Decrypt gave other bytes back; write no secrets, and look at what stands between"
            + " the daemon and OpenBao";

    static final String NOT_BOTH_ANSWERED = "Status and Encrypt did not both answer";

    static String sameKey(String keyIdHash) {
        return "Status and Encrypt name the same key, " + keyIdHash;
    }

    static final String DIFFERENT_KEYS =
            "Status and Encrypt name different keys; a rotation may be under way, try again";

    static String unexpectedKeyId(String keyIdHash) {
        return "the key_id is not the expected one but " + keyIdHash
                + "; compare the fingerprint that config prints on all nodes";
    }

    /** Stands in for the hash of a key_id. */
    static final String OF_ANOTHER_FORM = "not of this provider's form";

    // why

    static String wrote(String file) {
        return "wrote " + file;
    }

    // benchmark

    static String callsMade(String method, int made, int all) {
        return String.format(Locale.ROOT, "%s, %,d of %,d calls", method, made, all);
    }

    static String firstEncryptFailed(String refusal, String socket) {
        return "the first Encrypt failed: " + refusal + "; run bao-kms-provider probe --socket " + socket
                + " for the reason";
    }

    /** The columns are name, calls, callers, the four times in milliseconds, calls per second, and failed calls. */
    static final String TIMING_ROW =
            "%-8s n=%d c=%d p50 %.2f ms p95 %.2f ms p99 %.2f ms max %.2f ms, %.0f calls/s, %d failed%n";

    private CommandTexts() {}
}
