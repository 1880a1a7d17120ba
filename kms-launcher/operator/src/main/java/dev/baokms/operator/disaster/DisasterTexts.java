package dev.baokms.operator.disaster;

import java.time.Instant;
import java.util.Locale;

/**
 * The texts of {@code verify-backup} and {@code open-object} about a snapshot, OpenBao's key and objects, in the order
 * of a run. The rules:
 *
 * <ul>
 *   <li>The reason of a loss says why an API server could not read the object, and what gives it back, such as another
 *       snapshot.
 *   <li>"Lost" is only what was tried and did not open; what was not tried is "not proven".
 *   <li>A refusal says that nothing is proven, where a reader may think otherwise.
 *   <li>Reasons name versions and rules, so that equal ones are counted together; the objects are listed below them.
 *   <li>Of a seed or a plaintext, texts give only the length.
 * </ul>
 */
final class DisasterTexts {
    static final String STOPPED_WHILE_READING =
            "stopped while the snapshot was read; nothing was asked and nothing is proven";
    static final String STOPPED =
            "the run was stopped before all was tried; run it again, and with --journal it goes on where it ended";
    static final String NOT_AUTHENTIC =
            "its content does not open under its seed and etcd key; it was altered, or another key's value was put"
                    + " there: take it from another snapshot";
    static final String CHANGED_SINCE = "is not as it was in the first reading";
    static final String OTHER_REASONS = "for other reasons";

    static final String OF_OTHERS = "of other providers, not proven here";
    static final String OF_UNKNOWN_FORM = "of unknown form, not proven here";

    /** What to do while another run uses the journal. */
    static final String WAIT_OR_OTHER_JOURNAL = "wait for it, or name another --journal";

    private static final String NEW_JOURNAL = "; name a new --journal";

    static final String VALUE_TITLE = "the stored value";
    static final String FORM_TITLE = "what it is";
    static final String NO_KNOWN_RESOURCE = "none that is known";
    static final String SEED_UNWRAPPED = "OpenBao unwraps its seed";
    static final String CONTENT_OPENS = "its content opens";
    static final String CONTENT_DOES_NOT_OPEN =
            "the content does not open under its seed and this etcd key: the value was altered, or the key is not the"
                    + " one that it is stored under; compare --etcd-key with etcdctl get --keys-only";

    private DisasterTexts() {}

    static String lookingForSeeds(double share) {
        return String.format(Locale.ROOT, "looks for seeds, %.0f %%", share * 100);
    }

    static String asking(int seeds, int of) {
        return String.format(Locale.ROOT, "asks OpenBao, %,d of %,d seeds", seeds, of);
    }

    static String opening(long objects, long of) {
        return String.format(Locale.ROOT, "opens, %,d of %,d objects", objects, of);
    }

    static String sourceRefused(String place, String reason, String cure) {
        return place + ": " + reason + "; " + cure;
    }

    static String tooManySeeds(int most) {
        return "the snapshot has more than " + most
                + " seeds, which do not fit into the memory; set BAO_KMS_HEAP=1g in the environment";
    }

    static String keyCannotBeRead(String problem) {
        return "the key cannot be read from OpenBao: " + problem;
    }

    /** The end of a sentence about the state file. */
    static String stateNotUsed(String problem) {
        return "is not used, so what was retired is not known: " + problem;
    }

    static String stateFile(String problem) {
        return "the state file " + problem;
    }

    static String unreadable(String detail) {
        return "cannot be read: the value " + detail + "; take it from another snapshot";
    }

    static String changedWhileRead(String snapshot) {
        return snapshot
                + ": it changed while it was read; nothing is proven, name a snapshot that is not being written";
    }

    static String versionNotThere(int version, int latest) {
        return "needs version " + version + ", and the key in OpenBao ends with version " + latest
                + "; restore a later snapshot of OpenBao";
    }

    static String versionHidden(int version) {
        return "needs version " + version + ", which min_decryption_version hides; set it to " + version + " or lower";
    }

    static String served(int first, int latest, int minimum) {
        return "versions " + first + " to " + latest + ", min_decryption_version " + minimum;
    }

    static String noKeyOfThisType(int bytes) {
        return "what was unwrapped has " + bytes + " bytes, so it is not a key of this type";
    }

    static String allOpen(String opened) {
        return "every encrypted object of this snapshot opens with this OpenBao: " + opened;
    }

    static String wouldLose(String lost, String encrypted) {
        return "objects would be lost: " + lost + " of " + encrypted;
    }

    static String notAllProven(String notProven) {
        return "nothing is known to be lost, and not all is proven: " + notProven + " were not tried";
    }

    static String nothingOf(String provider) {
        return "the snapshot has no object of provider " + provider
                + ", so nothing is proven; compare transit.keyIdScope.providerName with the EncryptionConfiguration";
    }

    static String seeds(BackupFindings.SeedCount seeds) {
        return "seeds: " + seeds.all() + "; unwrapped " + seeds.unwrapped() + ", proven by an earlier run "
                + seeds.before() + ", lost " + seeds.lost() + ", not proven " + seeds.notProven();
    }

    static String wouldBeLost(String lost) {
        return "would be lost: " + lost;
    }

    static String endedAt(Instant time, String version) {
        return "ended at " + time + ", bao-kms-provider " + version;
    }

    static String journalTooLarge(String file) {
        return noJournal(file) + ": it is larger than any" + NEW_JOURNAL;
    }

    static String otherFirstLine(String file) {
        return noJournal(file) + ": it begins with another line" + NEW_JOURNAL;
    }

    static String foreignLine(String file) {
        return noJournal(file) + ": it has a line that no run writes" + NEW_JOURNAL;
    }

    private static String noJournal(String file) {
        return file + " is not a journal of verify-backup";
    }

    static String journalOfAnother(String file) {
        return file + " is about another snapshot or another key: OpenBao's versions, its minimum, the identity fields"
                + " and the snapshot must be the same" + NEW_JOURNAL + " to begin again";
    }

    static String newestWrittenAt(long revision) {
        return "the newest value was written at revision " + revision;
    }

    static String deletedAt(String snapshot, long revision) {
        return snapshot + " says that the key was deleted at revision " + revision
                + "; name a snapshot that was taken before";
    }

    static String noSuchKey(String snapshot, long revision) {
        return snapshot + " has no such key at revision " + revision
                + "; give the whole etcd key, such as /registry/secrets/default/name";
    }

    static String ofProvider(String provider, int version) {
        return "the object is of provider " + provider + ", under version " + version;
    }

    static String contradictory(String provider, String reason) {
        return "the object is of provider " + provider + ", and " + reason;
    }

    static String ofAnotherProvider(String writer) {
        return "the object is encrypted by another provider, " + writer + "; open it with that provider's key";
    }

    static String notEncrypted(String encoding) {
        return "the object is not encrypted: plain " + encoding + "; read it with etcdctl get";
    }

    static String unknownForm(String reason) {
        return reason + "; give the whole value, as etcdctl get --print-value-only prints it";
    }

    static String unknownFormOf(String provider, String reason) {
        return "the object is of provider " + provider + ", but " + unknownForm(reason);
    }

    static String alteredOrForeign(String problem) {
        return problem + "; the object was altered, or another plugin wrote it";
    }

    static String plaintextCannotBeWritten(String file) {
        return file + " cannot be written; name a file on a disk with room";
    }

    static String directoryMissing(String file) {
        return "the directory of " + file + " does not exist; make it first, or name another file";
    }

    static String fileCannotBeMade(String file) {
        return file + " cannot be made; name a file where this user may write";
    }
}
