package dev.baokms.core.continuity;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Everything that is held, and the gate before it. The gate is open from a good deep probe to the next no; while it is
 * closed, nothing is taken in. Callers also say when they asked, so an answer to a question from before a no never
 * comes in after it.
 */
final class HeldSecrets {
    private final Lease lease;
    private final HeldSeeds seeds;
    private final LocalKeys keys;

    /** Read without the lock where a stale value does no harm. */
    private volatile boolean open;

    private long noes;
    private volatile long erasures;

    HeldSecrets(Lease lease, HeldSeeds seeds, LocalKeys keys) {
        this.lease = lease;
        this.seeds = seeds;
        this.keys = keys;
    }

    /** Changes whenever something is erased: only what was asked for later may be taken in later. */
    long erasures() {
        return erasures;
    }

    /** Changes with every no. */
    synchronized long noes() {
        return noes;
    }

    /** Whether the lease is over and something is still to be erased. */
    boolean isOver() {
        return open && lease.until().isEmpty();
    }

    /**
     * A deep probe that began after the last no was good.
     *
     * @param noesBefore {@link #noes} before it began
     * @return whether nothing was held before; empty when there was a no since
     */
    synchronized Optional<Boolean> open(long noesBefore) {
        if (noes != noesBefore) {
            return Optional.empty();
        }
        boolean opens = !open;
        open = true;
        lease.renew();
        return Optional.of(opens);
    }

    /**
     * Makes a change that takes something in, if the gate allows it.
     *
     * @param erasuresBefore {@link #erasures} before it was asked for
     * @return whether it was made
     */
    synchronized boolean takeIn(long erasuresBefore, Runnable change) {
        boolean may = open && erasures == erasuresBefore;
        if (may) {
            change.run();
        }
        return may;
    }

    synchronized void erase(IntPredicate versions) {
        erasures = erasures + 1;
        seeds.erase(seed -> versions.test(seed.ciphertext().version()));
        keys.erase(key -> versions.test(key.wrapped().version()));
    }

    /**
     * Ends everything.
     *
     * @return how many seeds were held; empty when nothing was
     */
    synchronized OptionalInt close() {
        noes++;
        erasures = erasures + 1;
        open = false;
        lease.end();
        int held = seeds.count();
        boolean any = held + keys.count() > 0;
        seeds.erase(seed -> true);
        keys.erase(key -> true);
        return any ? OptionalInt.of(held) : OptionalInt.empty();
    }

    /**
     * Takes over what a former process left.
     *
     * @return whether it may still be used
     */
    synchronized boolean resume(HeldContent former, Keyring keyring) {
        lease.resume(former.lease());
        // A request may have heard a no already: the socket is there before the first probe.
        open = noes == 0 && lease.until().isPresent();
        if (open) {
            former.keys().forEach(each -> resume(each, keyring));
            former.seeds().stream()
                    .filter(each -> usable(keyring, each.wrapped()))
                    .forEach(each -> seeds.put(each.wrapped(), each.secret(), Duration.ZERO));
        } else {
            lease.end();
        }
        return open;
    }

    private void resume(HeldContent.Key each, Keyring keyring) {
        var own = new LocalKey(
                each.key().secret().copy(), each.key().wrapped(), each.key().keyId());
        if (!(keyring.find(own.keyId()) instanceof Ok<DerivedKey>)) {
            own.secret().close();
        } else if (each.writes()) {
            keys.addForWriting(own);
        } else {
            keys.add(own);
        }
    }

    /** Whether a seed could be opened now, as far as the keyring knows. */
    static boolean usable(Keyring keyring, StoredSeed seed) {
        return keyring.find(seed.keyId()) instanceof Ok<DerivedKey>(DerivedKey entry)
                && entry.version().number() == seed.ciphertext().version()
                && !keyring.hidden().contains(entry.version().number());
    }

    /** For the next process, encoded before anything can be wiped; empty when nothing may be kept. */
    synchronized Optional<SecretBytes> content() {
        return open
                ? lease.terms().map(terms -> HeldContent.of(terms, keys, seeds).encoded())
                : Optional.empty();
    }

    Optional<Instant> until() {
        return lease.until();
    }
}
