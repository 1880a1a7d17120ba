package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Unwraps the recorded seeds on the probe's thread, many with each request, one request after the other.
 *
 * <p>A request that is refused as a whole is repeated once with few seeds, because something in between may refuse long
 * requests. If that fails too, the seeds are left to the callers that need them. So a server in trouble gets two more
 * requests, not a storm.
 */
final class SeedUnwrapping {
    /** Bounds how long a full record over a slow link can delay the probe. */
    private static final int REQUESTS_AT_ONCE = 8;

    private static final int FEW = 30;

    /** Opens a text of an outage with the local key that came back. */
    @FunctionalInterface
    interface Opener {
        Outcome<SecretBytes> open(LocalCiphertext text, SecretBytes localKey, DerivedKey entry);
    }

    private record KnownSeed(StoredSeed seed, DerivedKey entry) {}

    private final KeyScope scope;
    private final Transit transit;
    private final SeedRecord record;
    private final Event.Sink events;
    private final Prefetch pending = new Prefetch();
    private boolean few;
    private int unwrapped;
    private int refused;
    private int requests;

    SeedUnwrapping(KeyScope scope, Transit transit, SeedRecord record, Event.Sink events) {
        this.scope = scope;
        this.transit = transit;
        this.record = record;
        this.events = events;
    }

    Prefetch pending() {
        return pending;
    }

    /** Schedules all recorded seeds. */
    void schedule() {
        few = false;
        pending.schedule(record.list());
    }

    /**
     * Unwraps some of the pending seeds.
     *
     * @param taker gets each seed, lent
     * @return whether there is more
     */
    boolean some(Keyring keyring, Supplier<Call> calls, BiConsumer<StoredSeed, SecretBytes> taker, Opener opener) {
        for (int i = 0; i < REQUESTS_AT_ONCE && !pending.isIdle(); i++) {
            List<StoredSeed> next = pending.next(few ? Math.min(FEW, transit.mostAtOnce()) : transit.mostAtOnce());
            List<KnownSeed> items = next.stream()
                    .<KnownSeed>mapMulti((seed, out) -> {
                        if (keyring.find(seed.keyId()) instanceof Ok<DerivedKey>(DerivedKey entry)) {
                            out.accept(new KnownSeed(seed, entry));
                        }
                    })
                    .toList();
            if (!items.isEmpty()) {
                requests++;
                Outcome<List<Outcome<SecretBytes>>> answer =
                        transit.decryptAll(items.stream().map(this::asked).toList(), calls.get());
                if (answer instanceof Ok<List<Outcome<SecretBytes>>>(var each)) {
                    take(items, each, taker, opener);
                } else if (few) {
                    pending.abandon();
                } else {
                    few = true;
                    continue;
                }
            }
            pending.done(next);
        }
        if (pending.isIdle()) {
            tell();
        }
        return !pending.isIdle();
    }

    private Transit.Sealed asked(KnownSeed item) {
        return switch (item.seed.ciphertext()) {
            case TransitCiphertext text -> new Transit.Sealed(text, item.entry.aad());
            case LocalCiphertext text ->
                new Transit.Sealed(text.wrappedKey(), Aad.ofLocalKey(scope, item.entry.version()));
        };
    }

    private void take(
            List<KnownSeed> items,
            List<Outcome<SecretBytes>> answers,
            BiConsumer<StoredSeed, SecretBytes> taker,
            Opener opener) {
        var gone = new HashSet<StoredSeed>();
        for (int i = 0; i < items.size(); i++) {
            KnownSeed item = items.get(i);
            switch (opened(item, answers.get(i), opener)) {
                case Ok<SecretBytes>(SecretBytes secret) -> {
                    try (secret) {
                        unwrapped++;
                        taker.accept(item.seed, secret);
                    }
                }
                case Failed<SecretBytes>(Failure failure) -> {
                    refused++;
                    if (!failure.isTransient()) {
                        gone.add(item.seed);
                    }
                }
            }
        }
        record.forget(gone::contains);
    }

    private static Outcome<SecretBytes> opened(KnownSeed item, Outcome<SecretBytes> answer, Opener opener) {
        return item.seed.ciphertext() instanceof LocalCiphertext text
                ? answer.then(localKey -> {
                    try (localKey) {
                        return opener.open(text, localKey, item.entry);
                    }
                })
                : answer;
    }

    private void tell() {
        if (requests > 0) {
            events.accept(new Event.SeedsUnwrapped(unwrapped, refused, requests));
        }
        unwrapped = 0;
        refused = 0;
        requests = 0;
    }
}
