package dev.baokms.telemetry;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the daemon answers over its own socket, checked at most once a second. Anyone on the machine can ask for the
 * page, so it must not put load on the socket.
 */
public final class Liveness {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final BooleanSupplier look;
    private final LongSupplier nanos;
    private boolean live;
    private boolean looked;
    private long at;

    /**
     * @param look sends a real Status over the socket; may take seconds
     * @param nanos a monotonic clock such as {@code System::nanoTime}
     */
    public Liveness(BooleanSupplier look, LongSupplier nanos) {
        this.look = look;
        this.nanos = nanos;
    }

    /** One caller checks; callers that arrive meanwhile wait for that answer. */
    public synchronized boolean isLive() {
        if (!looked || nanos.getAsLong() - at >= FRESH.toNanos()) {
            live = look.getAsBoolean();
            at = nanos.getAsLong();
            looked = true;
        }
        return live;
    }
}
