package dev.baokms.operator.report;

import dev.baokms.telemetry.ListenAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Texts that several commands share: about the pages of a daemon and of an API server, about the key and a journal, and
 * about the end of a report. The rules:
 *
 * <ul>
 *   <li>What was seen, then a semicolon and what to do; lower case first, no full stop.
 *   <li>Only the sentences that end a report on a terminal begin with a capital and end with a full stop.
 *   <li>No text repeats what a page contains, except a key_id's hash and a time: any process may have written the page.
 *   <li>A text about a page or a file begins with "it" where the caller names the page or file, else with its address
 *       or path.
 * </ul>
 */
public final class ReportTexts {
    public static final String SAFE_PROFILE = "type and flags of the key are safe";

    static final String NO_ADDRESS = "its host name has no address";
    static final String HEALTH_IS_OFF =
            "server.healthAddress is empty, so the daemon has no health page; use probe instead";
    static final String NO_DAEMON_ANSWERS =
            "what answers on the health address is not the daemon; see which process has that address, or give"
                    + " --health-address";

    static final String TIME_TOO_LATE = "one of its times is after the year 9999";

    static final String MEMORY_AGREES = "what this node remembers agrees with OpenBao";
    static final String MEMORY_IS_AHEAD =
            "this node remembers a later version than OpenBao knows; ask again, and if that does not change, restore"
                    + " OpenBao's newer snapshot";
    static final String MEMORY_DISAGREES = "what this node remembers does not agree with OpenBao";
    static final String MEMORY_NOT_COMPARED = "not compared, because the key is not safe to use";

    private ReportTexts() {}

    static String mayNotConnect(ListenAddress address) {
        return "this user may not connect to " + address
                + "; run this as root, as the daemon's user or with the socket's group";
    }

    static String nothingAnswers(ListenAddress address) {
        return "no daemon answers on " + address + "; start it, or give --health-address";
    }

    static String metricsCannotBeRead(String file) {
        return file + " cannot be read; write it with kubectl get --raw /metrics > FILE";
    }

    static String sampleTooLong(int most) {
        return "one of its samples has more than " + most + " bytes";
    }

    static String tooManyServers(int most) {
        return "it names more than " + most + " API servers";
    }

    static String textTooLong(long most) {
        return "it has more than " + most + " characters";
    }

    static String noSample(String metric, String provider) {
        return "no " + metric + " of provider " + provider
                + "; check that this is an API server's page, and that its EncryptionConfiguration names the provider"
                + " so";
    }

    static String serverIsSilent(Instant since) {
        return "an API server has not asked its daemon since " + since
                + "; see its log and its daemon, and restart it if it stays so";
    }

    static String serverIsBehind(String hash, Instant at) {
        return "an API server last heard key_id_hash " + hash + ", at " + at
                + "; it asks once a minute, so fetch its metrics again in a minute";
    }

    static String serversAgree(String hash) {
        return "every API server last heard key_id_hash " + hash;
    }

    public static String latestVersion(int version) {
        return "the key's latest version is " + version;
    }

    static String waitAfterRotation(Duration time) {
        return "wait " + time.toSeconds()
                + " s after a rotation before you migrate: rotation.activationDelay, one status.probeInterval, the"
                + " minute in which each API server asks, and 10 s for clocks";
    }

    /**
     * Says that the journal is in use.
     *
     * @param cure what to do while another run uses it
     */
    static String journalInUse(String file, String cure) {
        return file + " is in use by another run; " + cure;
    }

    static String journalCannotBeSeen(String file) {
        return file + " cannot be looked at by this user; name another --journal";
    }

    static String journalOfOthers(String file) {
        return file + " is not a file that its owner alone may use; name another --journal, or chmod 600 it if no other"
                + " user can have written it";
    }

    static String journalCannotBeOpened(String file) {
        return file + " cannot be opened; name a --journal where this user may write";
    }

    static String journalCannotBeWritten(String file) {
        return file + " cannot be written; free space on its disk, and run it again";
    }

    /**
     * Says how many rows were read.
     *
     * @param left empty, or the result of {@link #timeLeft}
     */
    static String rowsRead(long rows, double eachSecond, String left) {
        return String.format(Locale.ROOT, "read %,d rows, %,.0f a second%s", rows, eachSecond, left);
    }

    static String timeLeft(double percent, double seconds) {
        return String.format(Locale.ROOT, ", %.0f %%, %.0f s left", percent, seconds);
    }

    static String skipped(int checks, String ids) {
        return (checks == 1 ? "1 check was" : checks + " checks were") + " skipped: " + ids + " (--verbose says why)";
    }

    static String failed(int failures, int checks, String first, String cure) {
        return failures + " of " + counted(checks) + " failed. Start with " + first + ": " + cure;
    }

    static String warned(int warnings, int checks, String first, String cure) {
        return "Nothing failed; " + warnings + " of " + counted(checks)
                + (warnings == 1 ? " warns. Look at " : " warn. Look first at ") + first + ": " + cure;
    }

    static String passed(int checks) {
        return checks == 1 ? "The check passed." : "All " + checks + " checks passed.";
    }

    private static String counted(int checks) {
        return checks == 1 ? "1 check" : checks + " checks";
    }

    /** Refuses to overwrite a file that the user named for output. */
    public static String fileIsKept(String file) {
        return file + " is there already and is kept; name a new file";
    }

    public static String proofUnusable(String reason) {
        return "the proof cannot be used: " + reason;
    }

    public static String proofDoesNotFit(String reason) {
        return "the proof does not fit: " + reason;
    }
}
