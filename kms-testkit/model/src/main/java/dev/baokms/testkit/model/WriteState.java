package dev.baokms.testkit.model;

import dev.baokms.testkit.kms.WrappedSeed;
import java.time.Duration;
import java.time.Instant;

/** The seed for new values. Reading needs one too, of any age. */
final class WriteState {
    /** Writing stops after this long without a good Status. */
    static final Duration LIFE = Duration.ofMinutes(3);

    private final byte[] seed;
    private final WrappedSeed wrapped;
    private final Instant expiry;

    /**
     * @param seed 32 random bytes, made here
     * @param wrapped the provider's ciphertext of the seed
     * @param expiry until when writing is allowed
     */
    WriteState(byte[] seed, WrappedSeed wrapped, Instant expiry) {
        this.seed = seed;
        this.wrapped = wrapped;
        this.expiry = expiry;
    }

    byte[] seed() {
        return seed;
    }

    WrappedSeed wrapped() {
        return wrapped;
    }

    String keyId() {
        return wrapped.keyId();
    }

    Instant expiry() {
        return expiry;
    }

    WriteState prolongedTo(Instant later) {
        return new WriteState(seed, wrapped, later);
    }
}
