package dev.baokms.core.continuity;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Gives the answers of an outage and reports them: each answer, and their sum at its end. */
final class OutageAnswers {
    private final HeldSeeds seeds;
    private final LocalKeys keys;
    private final Entropy entropy;
    private final Event.Sink events;
    private final AtomicLong encrypts = new AtomicLong();
    private final AtomicLong decrypts = new AtomicLong();
    private volatile Optional<Instant> since = Optional.empty();

    OutageAnswers(HeldSeeds seeds, LocalKeys keys, Entropy entropy, Event.Sink events) {
        this.seeds = seeds;
        this.keys = keys;
        this.entropy = entropy;
        this.events = events;
    }

    /** @param until end of the lease */
    Optional<Outcome<SecretBytes>> open(StoredSeed seed, DerivedKey entry, RequestUid uid, Instant until) {
        Optional<Outcome<SecretBytes>> opened = seeds.find(seed)
                .map(Outcome::ok)
                .or(() -> seed.ciphertext() instanceof LocalCiphertext local
                        ? keys.open(local, entry.aad())
                        : Optional.empty());
        if (opened.isPresent() && opened.get() instanceof Ok<SecretBytes>) {
            decrypts.incrementAndGet();
            tell(Event.Asked.DECRYPT, entry, uid, until);
        }
        return opened;
    }

    /** @param until end of the lease */
    Optional<Outcome<LocalCiphertext>> wrap(SecretBytes seed, DerivedKey entry, RequestUid uid, Instant until) {
        Optional<Outcome<LocalCiphertext>> wrapped = keys.seal(seed, entry, entropy.bytes(LocalCiphertext.NONCE_BYTES));
        if (wrapped.isPresent() && wrapped.get() instanceof Ok<LocalCiphertext>) {
            encrypts.incrementAndGet();
            tell(Event.Asked.ENCRYPT, entry, uid, until);
        }
        return wrapped;
    }

    private void tell(Event.Asked asked, DerivedKey entry, RequestUid uid, Instant until) {
        events.accept(new Event.OutageAnswered(asked, entry.version().number(), uid, until));
    }

    /** An outage began; only the first failure sets its time. */
    void began(Instant at) {
        if (since.isEmpty()) {
            since = Optional.of(at);
        }
    }

    /** The key's server answers again. */
    void ended(Instant at) {
        Optional<Instant> began = since;
        since = Optional.empty();
        long wrapped = encrypts.getAndSet(0);
        long opened = decrypts.getAndSet(0);
        if (wrapped + opened > 0) {
            Duration lasted = began.map(then -> Duration.between(then, at)).orElse(Duration.ZERO);
            events.accept(new Event.OutageRidden(wrapped, opened, lasted));
        }
    }

    /** How many seeds were wrapped since the outage began; resets the count. */
    long takeEncrypts() {
        return encrypts.getAndSet(0);
    }

    /** How many seeds were handed out since it began; resets the count. */
    long takeDecrypts() {
        return decrypts.getAndSet(0);
    }
}
