package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;

/** The result of a login or renewal: a token, its life, how often it may be used, and whether it can be renewed. */
public final class AuthResponse {
    // Longer than any process runs, and well below the 292 years after which a nanosecond clock overflows.
    private static final Duration LONGEST_LEASE = Duration.ofDays(3650);

    private final SecretBytes token;
    private final Duration lease;
    private final boolean renewable;
    private final long uses;

    /**
     * @param token taken over
     * @param lease zero for a token that never ends; more than ten years count as ten
     * @param uses how many requests may be made with it; 0 for any number
     * @throws JsonDataException for a token that cannot be a header, or a negative lease or number of uses; the token is wiped then
     */
    public AuthResponse(SecretBytes token, Duration lease, boolean renewable, long uses) {
        if (!isHeaderValue(token) || lease.isNegative() || uses < 0) {
            token.close();
            throw new JsonDataException("no usable token");
        }
        this.token = token;
        this.lease = lease.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : lease;
        this.renewable = renewable;
        this.uses = uses;
    }

    /**
     * Whether the token can be sent as a header. Check this first, because OkHttp's own error would quote the token.
     */
    public static boolean isHeaderValue(SecretBytes token) {
        return token.length() > 0
                && token.exposeTo(bytes -> {
                    for (byte b : bytes) {
                        if (b <= 0x20 || b == 0x7f) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    public SecretBytes token() {
        return token;
    }

    public Duration lease() {
        return lease;
    }

    public boolean renewable() {
        return renewable;
    }

    public long uses() {
        return uses;
    }

    @Override
    public String toString() {
        return "AuthResponse[hidden, " + lease + "]";
    }
}
