package dev.baokms.transit.http;

import java.time.Duration;
import java.util.Arrays;

/**
 * A whole HTTP response: status, bounded body, and the one header that matters. The body may hold a secret; its reader
 * wipes it.
 */
public final class BoundedResponse {
    private final int status;
    private final byte[] body;
    private final Duration retryAfter;

    /**
     * @param body taken over
     * @param retryAfter zero when not given
     */
    public BoundedResponse(int status, byte[] body, Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** The body itself, no copy. */
    public byte[] body() {
        return body;
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    public void wipe() {
        Arrays.fill(body, (byte) 0);
    }
}
