package dev.baokms.transit.token;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.AuthResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The token in use and its life, counted from the request: OpenBao counts from before the response arrives. */
final class TokenLease implements AutoCloseable {
    /** How the token was obtained, which decides how it can be kept alive. */
    enum Origin {
        LOGIN,
        /** A login by certificate; renewals must present the same certificate. */
        CERTIFICATE_LOGIN,
        /** Issued by another program, which also renews it; its life is not known here. */
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

    /** A lease of the same token with a new life. */
    TokenLease renewed(AuthResponse auth, long askedNanos, Instant askedAt) {
        return new TokenLease(token, origin, auth.renewable(), loginLease, auth.lease(), askedNanos, askedAt, useLimit);
    }

    /** Lends a copy and counts a use: one per round of requests, unless an address does not answer. */
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

    /** True for a root token, whose lease is 0 and never ends, and for an issued token, whose life is not known. */
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
     * Whether to renew. Not when uses are counted, because a renewal is a use and the next login is near anyway. Not
     * when the last renewal gave little life and less than the login, because then the token's maximum is near.
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
