package dev.baokms.state;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * Texts about problems with the files of the state, and what to do. The rules:
 *
 * <ul>
 *   <li>A text that begins with a verb continues the path of the file. One that begins with "it" or "its" continues
 *       {@link #notOurs}.
 *   <li>The cure is a separate phrase after a semicolon. It begins in lower case and has no full stop.
 *   <li>A text may name places in a file, its fields, versions and generations, and never quotes anything else from it.
 *   <li>At three in the morning it must be clear whether anything is lost, and how to get it back.
 * </ul>
 */
final class StateTexts {
    static final String HELD_BY_ANOTHER = "is held by another process";
    static final String STOP_THE_OTHER = "stop the running provider first, or use another state.path";
    static final String READ_ONLY = "is on a read-only file system";
    static final String MOUNT_WRITABLE = "mount it writable and try again";
    static final String CHANGED_BY_ANOTHER = "was changed by another process while it could not be locked";
    static final String RESTART = "restart this process";
    static final String PUT_BACK_OR_REBUILD =
            "put the true file back, or rebuild it from OpenBao's metadata with recover-state";
    static final String RESTORE_IDENTITY =
            "restore the identity fields of the configuration, or give another key its own state.path";

    static final String OTHER_HASH = "its hash does not match the content";
    static final String NOT_CANONICAL = "its text is not in canonical form";
    static final String GOES_ON = "there is more after its end";
    static final String TEXT = "a text";
    static final String NUMBER = "a number";

    static final String NO_SNAPSHOTS = "it has no list at $.snapshots";
    static final String OTHER_KEY_ID = "does not derive from its version and the configured scope";
    static final String ACTIVE_KEY_UNKNOWN = "is in none of its records";
    static final String OTHER_SCOPE = "is not what the configuration says";
    static final String COMPARE = "compare it with the configuration of the provider that wrote it";

    static final String BROKEN_SEED = "one of its lines is not a wrapped seed";

    static final String KEY_NOT_SAFE = "the key is not safe to use; run rotation-plan and fix what it finds";

    private StateTexts() {}

    /** @param attempted the action in one word, such as {@code written} */
    static String cannotBe(String attempted, String seen) {
        return "cannot be " + attempted + ": " + seen;
    }

    static String checkDirectory(String directory) {
        return "check that its directory is mounted, and that this user owns it and may write: ls -ld " + directory;
    }

    static String longerThan(int most) {
        return "is longer than " + most + " bytes";
    }

    static String tooLong(int bytes, int most) {
        return "the state would be " + bytes + " bytes long, at most " + most + " are allowed";
    }

    static String lost(long generation) {
        return "is lost: its checkpoint says that generation " + generation + " was written";
    }

    static String doesNotFollow(long generation, long checkpoint) {
        return "is generation " + generation + " and does not follow its checkpoint, generation " + checkpoint
                + ": one of them was replayed or edited";
    }

    static String olderThanWritten(long generation, long written) {
        return "is generation " + generation + ", but generation " + written
                + " was written here: it and its checkpoint were put back from an older copy";
    }

    /** Returns a whole sentence. */
    static String putBackFromCopy(String state, Instant written, Instant putBack, String mark) {
        return state + " was written at " + written + " and put back from a copy at " + putBack
                + ", so versions that were retired in between decrypt again; retire them again, then remove " + mark
                + " to confirm";
    }

    static String otherConfiguration(String owner, String configured) {
        return "belongs to configuration " + owner + ", not to " + configured;
    }

    static String notOurs(String wrong) {
        return "is not a state that this provider wrote: " + wrong;
    }

    static String otherSchema(String expected) {
        return "its schema is not " + expected;
    }

    static String contradictsItself(String contradiction) {
        return "it " + contradicts(contradiction);
    }

    static String notJson(String at) {
        return "it is not JSON, or is cut off, at " + at;
    }

    static String unknownField(String at) {
        return "it has an unknown field at " + at;
    }

    static String fieldTwice(String at) {
        return "it has a field twice at " + at;
    }

    static String fieldsMissing(String at, Set<String> names) {
        return "it lacks fields at " + at + ": " + names;
    }

    /** @param kind {@link #TEXT} or {@link #NUMBER} */
    static String otherKind(String kind, String at) {
        return "it does not have " + kind + " at " + at;
    }

    static String notInRange(String at) {
        return "it has no whole number in range at " + at;
    }

    static String cannotBeTakenOver(String at, String wrong) {
        return "cannot be taken over: " + at + " " + wrong;
    }

    static String otherFamily(String family) {
        return "its schema is not a version of " + family;
    }

    static String noObject(String at) {
        return "it has no object at " + at;
    }

    static String noText(String at) {
        return "it has no text at " + at;
    }

    static String noWholeNumber(String at) {
        return "it has no whole number at " + at;
    }

    static String impossibleVersion(long version, long second, String at) {
        return "it says that version " + version + " of second " + second + " exists, which is impossible, at " + at;
    }

    static String unknownState(Set<String> known) {
        return "is not one of " + known;
    }

    static String versionTwice(int version) {
        return "names version " + version + " again with another creation time";
    }

    static String contradicts(String contradiction) {
        return "contradicts itself: " + contradiction;
    }

    static String otherForm(String form) {
        return "it is not of the form " + form;
    }

    /** Returns a whole sentence, as the next two methods do. */
    static String seedsSetAside(String file, String wrong, String aside) {
        return seedsUnusable(file, wrong) + "it is now " + aside + " and another one is begun";
    }

    static String seedsLeft(String file, String wrong) {
        return seedsUnusable(file, wrong) + "it is left where it is, because its file system is read-only";
    }

    static String seedsInTheWay(String file, String wrong) {
        return seedsUnusable(file, wrong) + "it cannot be renamed either, so remove it";
    }

    private static String seedsUnusable(String file, String wrong) {
        return file + " cannot be used: " + wrong + "; ";
    }

    /** Returns a whole sentence, as the next method does. */
    static String seedsReadOnly(String file) {
        return file + " cannot be written: its file system is read-only";
    }

    static String seedsNotWritten(String file) {
        return file + " cannot be written; check the space and the rights of its directory";
    }

    /** Returns a whole sentence. */
    static String versionsHidden(Collection<Integer> shown, int latest) {
        return "OpenBao shows versions " + shown + " of 1 to " + latest
                + "; lower min_decryption_version to 1 and plan again";
    }
}
