package dev.baokms.host;

import java.nio.file.Path;

/**
 * What is said of a path's text and of this process. Of files on the disk {@link Advice} speaks, of what the system refuses
 * {@link SystemWords}. The rules:
 *
 * <ul>
 *   <li>What is said of a text goes on from the text, which the caller names: "is not an absolute path".
 *   <li>What is said of {@code /proc} names its file; without it nothing can be trusted, so there is no way around to offer.
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
