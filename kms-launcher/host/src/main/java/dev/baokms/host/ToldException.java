package dev.baokms.host;

import java.io.IOException;

/**
 * A failure in words for the person who typed a command: the place, the rule and the cure. This is the only exception
 * for input and output that is printed with its message unchanged: the messages of the JDK and of libraries are for
 * programmers, and {@link SystemWords} translates them.
 */
public final class ToldException extends IOException {
    private static final long serialVersionUID = 1L;

    public ToldException(String message) {
        super(message);
    }

    public ToldException(String message, IOException cause) {
        super(message, cause);
    }
}
