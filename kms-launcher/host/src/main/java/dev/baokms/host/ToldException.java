package dev.baokms.host;

import java.io.IOException;

/**
 * What went wrong, in words of ours for the person who typed a command: the place, the rule and the cure. The only exception for
 * input and output whose message is printed as it is: those of the JDK and of libraries are written for programmers, and {@link
 * SystemWords} translates them.
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
