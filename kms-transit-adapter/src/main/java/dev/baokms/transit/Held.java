package dev.baokms.transit;

import dev.baokms.core.outcome.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The token in use and its life, counted from when it was asked for: the answer's way is time OpenBao has counted already. */
final class Held implements AutoCloseable {
    private final SecretBytes token;
    private final boolean renewable;
    private final Duration loginLease;
    private final Duration lease;
    private final long asked;
    private final Instant askedAt;

    /**
     * @param grant the newest
     * @param token taken over
     * @param loginLease what the login granted
     */
    Held(Grant grant, SecretBytes token, Duration loginLease, long asked, Instant askedAt) {
        this.token = token;
        this.renewable = grant.renewable();
        this.loginLease = loginLease;
        this.lease = grant.lease();
        this.asked = asked;
        this.askedAt = askedAt;
    }

    Held renewed(Grant grant, long asked, Instant askedAt) {
        return new Held(grant, token, loginLease, asked, askedAt);
    }

    Token lend(long generation) {
        return new Token(token.copy(), generation);
    }

    /** A root token has a lease of 0 and never ends. */
    boolean endless() {
        return lease.isZero();
    }

    boolean alive(long now) {
        return endless() || now - asked < lease.toNanos();
    }

    long twoThirds() {
        return asked + lease.toNanos() / 3 * 2;
    }

    /** Not when the last renewal gave less than the login did and little at that: then the token's maximum is near. */
    boolean worthRenewing(Duration loginBeforeExpiry) {
        boolean cutOff = lease.compareTo(loginLease) < 0 && lease.compareTo(loginBeforeExpiry) < 0;
        return renewable && !cutOff;
    }

    Optional<Instant> validUntil() {
        return endless() ? Optional.empty() : Optional.of(askedAt.plus(lease));
    }

    @Override
    public void close() {
        token.close();
    }
}
