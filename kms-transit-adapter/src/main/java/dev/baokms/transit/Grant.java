package dev.baokms.transit;

import com.squareup.moshi.JsonDataException;
import dev.baokms.core.outcome.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a login or a renewal gave: a token, how long it lives, and whether it can be renewed. */
final class Grant {
    private final SecretBytes token;
    private final Duration lease;
    private final boolean renewable;

    /**
     * @param lease zero for a token that never ends
     * @throws JsonDataException for a token that cannot be a header, or a negative lease
     */
    Grant(String token, Duration lease, boolean renewable) {
        // Checked here because OkHttp's own complaint about a header would quote the token.
        if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f) || lease.isNegative()) {
            throw new JsonDataException("no usable token");
        }
        this.token = SecretBytes.adopting(token.getBytes(StandardCharsets.US_ASCII));
        this.lease = lease;
        this.renewable = renewable;
    }

    SecretBytes token() {
        return token;
    }

    Duration lease() {
        return lease;
    }

    boolean renewable() {
        return renewable;
    }

    @Override
    public String toString() {
        return "Grant[hidden, " + lease + "]";
    }
}
