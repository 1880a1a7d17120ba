package dev.baokms.etcd;

import dev.baokms.core.stored.Scan;

/** Why nothing of a source counts. Becomes a value at the edge of this package. */
final class RefusedSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String reason;
    private final String cure;

    RefusedSourceException(String place, String reason, String cure) {
        super(reason);
        this.place = place;
        this.reason = reason;
        this.cure = cure;
    }

    /** For a remark, where the scan goes on without it. */
    String reason() {
        return reason;
    }

    Scan.Refused refusal() {
        return new Scan.Refused(place, reason, cure);
    }
}
