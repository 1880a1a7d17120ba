package dev.baokms.operator.rotate;

import dev.baokms.host.PathText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The texts of {@code rotate} about its journal and its steps, in the order of the steps. The texts of its plan are in
 * {@link RotationPlanTexts}, and its texts about API servers in {@link ClusterTexts}. The rules:
 *
 * <ul>
 *   <li>For a step that is done: the evidence, with the values, and how to undo the step where that is possible.
 *   <li>For a step that is not done: what is in the way, then a semicolon and what to do; the same command continues
 *       afterwards.
 *   <li>For a wait: what the command waits for and until when, because a person may be watching.
 *   <li>A journal that cannot be used is not repaired: the cure is another one, or the configuration that it belongs
 *       to.
 * </ul>
 */
final class RotateTexts {
    static final String OPTIONS_TITLE = "what the steps need";

    private static final String NEW_JOURNAL = "; name a new --journal";
    private static final String EDITED = "; it was edited, so name a new --journal";
    /** What to do while another run uses the journal. */
    static final String WAIT_FOR_IT = "wait for it";

    static final String MEMBER_MISSING = "a member is missing";
    static final String NO_TIME = "its time is not a time";
    static final String NOT_SAID_SINCE_WHEN = "the journal does not say since when all agree" + EDITED;
    static final String NO_PROOF_NAMED = "the journal names no proof" + EDITED;

    static final String NO_OPENBAO_TOKEN = "no token was given that may change the key; give --openbao-token-file";
    static final String NO_OPENBAO_ANSWERS = "no address of OpenBao answers; check openbao.address";
    static final String RIGHTS_NOT_SAID =
            "the answer does not say what the token may do; check that openbao.address names an OpenBao server";
    static final String EARLIER_RUN = "an earlier run may have rotated the key";
    static final String KEY_ROTATED = "OpenBao has rotated the key";

    static final String NO_DAEMON_THERE =
            "what answers there is not a daemon of this provider; see which process has that address";

    static final String NO_RESOURCE_OF_OURS =
            "this provider writes none of the resources that the API server has; see --encryption-config";

    private static final String AGAIN = "; then run it again";
    static final String PROOF_CANNOT_BE_READ = "it cannot be read by this user; correct the path";

    static final String NO_NODE = "no node was named; give --node for each";

    static final String CHANGE_ACCEPTED = "OpenBao accepted the change";

    private RotateTexts() {}

    static String doneAt(Instant at) {
        return "done at " + at + " by the journal";
    }

    static String stepNeeds(RotationStep step, String options) {
        return step.code() + " needs " + options;
    }

    static String orEndBefore(String missing) {
        return missing + "; or stop earlier with --until";
    }

    static String journalCannotBeRead(String journal) {
        return journal + " cannot be read; run this as its owner, or name another --journal";
    }

    static String journalTooLarge(String journal) {
        return journal + " is larger than any journal of rotate" + NEW_JOURNAL;
    }

    static String noJournal(String file) {
        return file + " is not a journal of rotate" + NEW_JOURNAL;
    }

    static String journalOfAnother(String journal, String found, String wanted) {
        return journal + " is about another cluster or another key: " + found + ", and not " + wanted + NEW_JOURNAL
                + ", or give the configuration that it belongs to";
    }

    static String foreignLine(String journal) {
        return journal + " has a line that no run writes" + EDITED;
    }

    static String factMissing(String step, String fact) {
        return "the journal has a line of step " + step + " without its " + fact + EDITED;
    }

    static String stepSkipped(RotationStep step) {
        return "the journal does not say that step " + step.code() + " was done, but a later one was begun" + EDITED;
    }

    static String notSaidWhenCreated(int version) {
        return "the journal does not say when version " + version + " was created" + EDITED;
    }

    static String answered(int status) {
        return "OpenBao answered " + status;
    }

    static String answered(int status, String path) {
        return "OpenBao answered " + status + " for " + path + "; see its log";
    }

    static String tokenRefused(String path) {
        return "OpenBao does not let the given token do it (403): it needs update on " + path
                + "; give another --openbao-token-file";
    }

    static String madeAlready(int version, Instant writesFrom) {
        return "version " + version + " was made already and writes from " + writesFrom
                + "; give --already-rotated to go on with that one";
    }

    static String lookingForVersion(String why, Instant until, int above) {
        return why + "; looking until " + until + " for a version above " + above;
    }

    static String rotatedWithoutVersion(int above) {
        return "OpenBao said that it has rotated the key" + noVersion(above);
    }

    static String rotationNotAnswered(int above) {
        return "OpenBao did not say whether it has rotated the key" + noVersion(above);
    }

    private static String noVersion(int above) {
        return ", and the key still has no version above " + above
                + "; see OpenBao's log, then run it again: it looks before it asks once more";
    }

    static String created(int version, Instant at) {
        return "version " + version + ", created " + at;
    }

    static String waitingForVersion(int version, Instant active, Instant due) {
        return "version " + version + " writes from " + active
                + "; waiting, and then until every API server has asked its daemon, by " + due;
    }

    static String waitingForOthers(Instant end, List<String> others) {
        return "waiting until " + end + " at most for: " + String.join("; ", others);
    }

    static String daemon(String node, String problem) {
        return "daemon " + node + ": " + problem;
    }

    static String namesAnotherKey(String hash) {
        return "it names key_id_hash " + hash + "; run why on that node if it stays so";
    }

    static String notAllUse(int version, List<String> others) {
        return "not all use version " + version + " yet: " + String.join("; ", others) + AGAIN;
    }

    static String allUse(Instant since, String hash) {
        return "all since " + since + ", key_id_hash " + hash;
    }

    static String byMigration(String migration) {
        return "by StorageVersionMigration " + migration;
    }

    /**
     * Says how many objects were patched.
     *
     * @param refused names of refused objects with their status; empty when there are none
     */
    static String patched(long written, long current, long refused, String names) {
        return written + " written again, " + current + " of the newest key already"
                + (refused > 0 ? ", " + refused + " refused: " + names : "");
    }

    static String waitingForCompaction(Instant until) {
        return "waiting until " + until + " for the API server to compact what was written before";
    }

    static String sourceRefused(String place, String reason, String cure) {
        return place + ": " + reason + "; " + cure + AGAIN;
    }

    static String waitingForProof(Instant end, String cures) {
        return "waiting until " + end + " at most: " + cures;
    }

    static String stillNeeded(int version, String verdict) {
        return "version " + version + " is still needed (" + verdict
                + "); rewrite the objects that inventory names, or wait for the backup to expire" + AGAIN;
    }

    static String notProven(String verdict, String cures) {
        return verdict + "; " + cures + AGAIN;
    }

    static String proofExists(Path proof) {
        return PathText.printable(proof) + " exists; give --proof another name";
    }

    static String proofCannotBeWritten(Path proof) {
        return PathText.printable(proof) + " cannot be written by this user; give --proof another place";
    }

    static String proofTooLong(int most) {
        return "it is longer than " + most + " bytes, so it is not a proof, or this memory is too small for it: set"
                + " BAO_KMS_HEAP=1g in the environment of the packaged program, or give Java -Xmx1g";
    }

    static String node(String node, String problem) {
        return "node " + node + ": " + problem;
    }

    static String thisNode(String problem) {
        return "this node: " + problem;
    }

    static String notRetiredThere(int version) {
        return "its page does not say that version " + version + " is retired";
    }

    static String retiredHere(int below) {
        return "versions below " + below + " are retired on this node; start its daemon";
    }

    static String retired(int below, int nodes) {
        return "versions below " + below + " on " + nodes + " nodes; restore-versions takes it back on each";
    }

    static String retireThere(List<String> open) {
        return String.join("; ", open) + "; do it there with the commands above, then run it again";
    }

    /** Returns the commands for a person to copy. */
    static List<String> retireCommands(Path config, int version, Path proof, String versions) {
        String here = "sudo -u openbao-kms bao-kms-provider ";
        String file = " --config " + PathText.shellWord(config);
        String retire = here + "retire-versions" + file + " --before-version " + version + " --proof "
                + PathText.shellWord(proof);
        return List.of(
                "on each node that is named below, with a copy of " + PathText.printable(proof)
                        + " that only root or openbao-kms can write:",
                "  systemctl stop bao-kms-provider.socket bao-kms-provider.service",
                "  " + retire,
                "  " + retire + " --apply --expected-state-hash HASH    # the hash that the line before has printed",
                "  systemctl start bao-kms-provider",
                "  # takes it back, with the daemon stopped: " + here + "restore-versions" + file + " --versions "
                        + versions);
    }

    static String minimumNotAllowed(int proven, int active, int wanted) {
        return "the proof allows " + proven + " and version " + active + " is in use, so the minimum cannot be "
                + wanted + "; see rotation-plan";
    }

    static String minimumNotThere(int wanted, String problem) {
        return "the minimum is not " + wanted + ": " + problem;
    }

    /**
     * Says that the minimum was raised, and how to undo that.
     *
     * @param before the value that undoes it
     */
    static String minimumIs(int minimum, String key, int before) {
        return "min_decryption_version is " + minimum + "; bao write " + key + "/config min_decryption_version="
                + before + " takes it back";
    }
}
