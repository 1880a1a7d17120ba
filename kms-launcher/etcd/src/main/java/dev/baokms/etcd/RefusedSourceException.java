package dev.baokms.etcd;

import dev.baokms.core.stored.Scan;

/** Says why a whole source is refused. It becomes a value at the edge of this package. */
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

    /** The reason alone, for a remark when the scan goes on without what was refused. */
    String reason() {
        return reason;
    }

    Scan.Refused refusal() {
        return new Scan.Refused(place, reason, cure);
    }
}
