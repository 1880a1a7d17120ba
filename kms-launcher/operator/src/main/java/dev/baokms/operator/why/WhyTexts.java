package dev.baokms.operator.why;

/**
 * The texts of {@code why}, except its causes, which are in {@link CauseRules}. The rules:
 *
 * <ul>
 *   <li>Lower case first, no full stop; people and programs read the same lines.
 *   <li>A text about a file says what is wrong with it, then, after a semicolon, which file or right would do.
 *   <li>The caller puts a bundle's path before what is wrong inside it; no text repeats the bundle's content.
 * </ul>
 */
final class WhyTexts {
    static final String NOTHING_WRONG = "nothing is wrong that can be seen from here";

    static final String CANNOT_BE_READ = "cannot be read; correct the path, or the right to read it";
    private static final String NAME_A_BUNDLE = "; name what why --bundle wrote";
    static final String LARGER_THAN_ANY_BUNDLE = "is larger than any bundle" + NAME_A_BUNDLE;
    static final String NOT_A_WHOLE_TAR = "is not a whole tar file" + NAME_A_BUNDLE;
    static final String NOT_A_TAR = "is not a tar file" + NAME_A_BUNDLE;
    static final String EVIDENCE_IS_NOT_JSON = "the evidence in it is not JSON; make the bundle again";
    static final String EVIDENCE_OF_ANOTHER_VERSION =
            "the evidence in it is of another version; read it with the program that wrote it";

    private WhyTexts() {}

    static String cause(boolean first, String sentence) {
        return (first ? "most likely: " : "also: ") + sentence;
    }

    static String notLookedAt(String what) {
        return "not looked at: " + what;
    }

    static String logCannotBeRead(String file) {
        return file + " " + CANNOT_BE_READ;
    }

    static String lacksEvidence(String file) {
        return "has no " + file + NAME_A_BUNDLE;
    }

    static String bundleCannotBeWritten(String file) {
        return file + " cannot be written; name a file where this user may write";
    }
}
