package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;

/** What a login or a renewal gave: a token, how long it lives, and whether it can be renewed. */
public final class AuthResponse {
    private final SecretBytes token;
    private final Duration lease;
    private final boolean renewable;

    /**
     * @param token taken over
     * @param lease zero for a token that never ends
     * @throws JsonDataException for a token that cannot be a header, or a negative lease; the token is wiped then
     */
    public AuthResponse(SecretBytes token, Duration lease, boolean renewable) {
        if (!isHeaderValue(token) || lease.isNegative()) {
            token.close();
            throw new JsonDataException("no usable token");
        }
        this.token = token;
        this.lease = lease;
        this.renewable = renewable;
    }

    /** Checked before a request is made with it, because OkHttp's own complaint about a header would quote the token. */
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

    @Override
    public String toString() {
        return "AuthResponse[hidden, " + lease + "]";
    }
}
