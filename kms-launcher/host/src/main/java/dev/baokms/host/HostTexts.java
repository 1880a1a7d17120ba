package dev.baokms.host;

import java.nio.file.Path;

/**
 * The sentences about the text of a path and about this process. {@link Advice} has the sentences about files on the
 * disk, and {@link SystemWords} has the words for errors of the system. The rules:
 *
 * <ul>
 *   <li>A sentence about a text continues the text, which the caller names: "is not an absolute path".
 *   <li>A sentence about {@code /proc} names its file. It offers no workaround: without it nothing can be trusted.
 *   <li>Lower case first, no full stop.
 * </ul>
 */
final class HostTexts {
    static final String NOT_ABSOLUTE = "is not an absolute path";
    static final String NUL_IN_PATH = "holds a NUL character";
    static final String HALF_A_PAIR = "holds half of a surrogate pair";

    static final String USER_NOT_KNOWN = "cannot tell which user this process runs as: is /proc mounted?";

    private HostTexts() {}

    static String noUserOrGroup(Path status) {
        return status + " names no effective user or group";
    }

    static String lineMissing(Path status, String label) {
        return status + " has no line " + label;
    }

    static String lineWithoutNumbers(Path status, String label) {
        return status + " has a line " + label + " that is not made of numbers";
    }
}
