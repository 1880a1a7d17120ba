package dev.baokms.transit.token;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.AuthResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The token in use and its life, counted from when it was asked for: the response's way is time OpenBao has counted already. */
final class TokenLease implements AutoCloseable {
    /** How the token was come by, which decides what can be done for it. */
    enum Origin {
        LOGIN,
        /** Its renewals must show the same certificate again. */
        CERTIFICATE_LOGIN,
        /** By another program, which also renews it; how long it lives is not known here. */
        ISSUED
    }

    private final SecretBytes token;
    private final Origin origin;
    private final boolean renewable;
    private final Duration loginLease;
    private final Duration lease;
    private final long askedNanos;
    private final Instant askedAt;
    private final long useLimit;
    private long used;

    private TokenLease(
            SecretBytes token,
            Origin origin,
            boolean renewable,
            Duration loginLease,
            Duration lease,
            long askedNanos,
            Instant askedAt,
            long useLimit) {
        this.token = token;
        this.origin = origin;
        this.renewable = renewable;
        this.loginLease = loginLease;
        this.lease = lease;
        this.askedNanos = askedNanos;
        this.askedAt = askedAt;
        this.useLimit = useLimit;
    }

    /** @param auth its token is taken over */
    static TokenLease ofLogin(AuthResponse auth, Origin origin, long askedNanos, Instant askedAt) {
        return new TokenLease(
                auth.token(), origin, auth.renewable(), auth.lease(), auth.lease(), askedNanos, askedAt, auth.uses());
    }

    /** @param token taken over */
    static TokenLease ofIssued(SecretBytes token, long askedNanos, Instant askedAt) {
        return new TokenLease(token, Origin.ISSUED, false, Duration.ZERO, Duration.ZERO, askedNanos, askedAt, 0);
    }

    /** The same token, living on. */
    TokenLease renewed(AuthResponse auth, long askedNanos, Instant askedAt) {
        return new TokenLease(token, origin, auth.renewable(), loginLease, auth.lease(), askedNanos, askedAt, useLimit);
    }

    /** Counts as a use: each round of requests is one, unless an address does not answer. */
    BorrowedToken lend(long generation) {
        used++;
        return new BorrowedToken(token.copy(), generation, origin == Origin.ISSUED);
    }

    SecretBytes token() {
        return token;
    }

    Origin origin() {
        return origin;
    }

    boolean holdsSameTokenAs(TokenLease other) {
        return token.sameAs(other.token);
    }

    /** A root token has a lease of 0 and never ends; of an issued one nothing is known. */
    boolean endless() {
        return lease.isZero();
    }

    boolean alive(long nowNanos) {
        return !usedUp() && (endless() || nowNanos - askedNanos < lease.toNanos());
    }

    private boolean usedUp() {
        return useLimit > 0 && used >= useLimit;
    }

    /** 0 for none. */
    long useLimit() {
        return useLimit;
    }

    long askedNanos() {
        return askedNanos;
    }

    long twoThirds() {
        return askedNanos + lease.toNanos() / 3 * 2;
    }

    /**
     * Not when uses are counted: a renewal is one, and the next login is near. Not when the last renewal gave less than the login did and little at that: then the token's maximum is near.
     */
    boolean worthRenewing(Duration loginBeforeExpiry) {
        boolean cutOff = lease.compareTo(loginLease) < 0 && lease.compareTo(loginBeforeExpiry) < 0;
        return renewable && !cutOff && useLimit == 0;
    }

    Optional<Instant> validUntil() {
        return endless() ? Optional.empty() : Optional.of(askedAt.plus(lease));
    }

    @Override
    public void close() {
        token.close();
    }
}
