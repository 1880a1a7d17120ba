package dev.baokms.host;

import dev.baokms.core.port.ByteSource.Flaw;
import java.nio.file.Path;

/** The result for the end of a path, after every component on the way was judged. */
public sealed interface Location {
    /**
     * The target exists and may be trusted.
     *
     * @param realPath the path without links, for calls that take a path and not bytes. Only root and this user can
     *     make it lead elsewhere
     */
    record Trusted(Path realPath) implements Location {}

    /**
     * Nothing exists there, and no component up to the end of the path is unsafe. Unlike a file that may not be read,
     * it may still appear.
     *
     * @param advice for people on this machine: the place and the cure
     */
    record Absent(String advice) implements Location {}

    /**
     * The target must not or cannot be used.
     *
     * @param flaw the problem, in one word
     * @param advice for people on this machine: the place, the rule it breaks and the cure
     */
    record Refused(Flaw flaw, String advice) implements Location {}
}
