package dev.baokms.host;

import dev.baokms.core.port.ByteSource.Flaw;
import java.nio.file.Path;

/** What is at the end of a path, when every component on the way was judged. */
public sealed interface Location {
    /**
     * It is there and may be trusted.
     *
     * @param realPath without links, for calls that take a path and not bytes. Only root and this user can make it
     *     lead elsewhere
     */
    record Trusted(Path realPath) implements Location {}

    /**
     * There is nothing, and no component up to where the path ends is unsafe. Unlike a file that may not be read,
     * it may still come.
     *
     * @param advice for people on this machine: place and cure
     */
    record Absent(String advice) implements Location {}

    /**
     * It must not or cannot be used.
     *
     * @param flaw what is wrong, in one word
     * @param advice for people on this machine: the place, the rule it breaks and the cure
     */
    record Refused(Flaw flaw, String advice) implements Location {}
}
