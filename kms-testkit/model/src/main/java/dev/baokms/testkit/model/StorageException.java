package dev.baokms.testkit.model;

/** A value cannot be written or read. In a cluster the client would see HTTP 500 with this message. */
public final class StorageException extends RuntimeException {
    /** Why. */
    public enum Reason {
        /** No Status with an Encrypt has succeeded yet, so not even reading works. */
        NOT_READY,
        /** The last good answer to Status is more than three minutes old. */
        WRITE_EXPIRED,
        /** The value does not have this provider's prefix. */
        FOREIGN,
        /** The value breaks a rule of its format. */
        MALFORMED,
        /** The provider did not unwrap the seed. */
        PLUGIN,
        /** The unwrapped seed has a length that cannot be a key. */
        BAD_SEED,
        /** The seed does not open the value, or the value was stored under another etcd key. */
        NOT_AUTHENTIC
    }

    private final Reason reason;

    StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
