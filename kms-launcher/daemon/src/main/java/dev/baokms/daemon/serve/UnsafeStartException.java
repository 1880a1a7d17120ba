package dev.baokms.daemon.serve;

/** Something on disk makes a start unsafe or pointless. The message names the path, the problem and the cure. */
public final class UnsafeStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsafeStartException(String message) {
        super(message);
    }
}
