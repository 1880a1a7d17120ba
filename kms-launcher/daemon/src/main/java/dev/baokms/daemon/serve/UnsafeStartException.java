package dev.baokms.daemon.serve;

/** Something on disk makes it unsafe or pointless to start; the message has the path, what is wrong and what fixes it. */
public final class UnsafeStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsafeStartException(String message) {
        super(message);
    }
}
