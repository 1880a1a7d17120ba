package dev.baokms.core;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Transit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Handles a well-formed key_id that is not known: another node may already write with a version that this one has not
 * read yet.
 *
 * <p>One shared metadata read serves all waiting callers. A token bucket limits how often unknown ids cause a read, and
 * each id that a read did not find is remembered for a while. A flood cannot hide a rotation, because every read that
 * it causes would find the new version. When the bucket is empty, an id is unknown if the last read, a moment ago,
 * showed the whole key; otherwise there is no answer yet.
 */
final class KeyRefresh {
    private static final int BURST = 5;
    private static final Duration REFILL = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int REMEMBERED_IDS = 1024;
    private static final String OWN_LIMIT = "too many Decrypts name key_ids that are not known; "
            + "the key's metadata is read for them again in a few seconds";

    private final Transit transit;
    private final PublishedSnapshot published;
    private final InstantSource clock;
    private final Runnable wantProbe;
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<KeyId, Instant> absent = new LinkedHashMap<>();
    private final AtomicLong reads = new AtomicLong();
    private boolean lastReadWasComplete;
    private int tokens = BURST;
    private Instant refilled;

    KeyRefresh(Transit transit, PublishedSnapshot published, InstantSource clock, Runnable wantProbe) {
        this.transit = transit;
        this.published = published;
        this.clock = clock;
        this.wantProbe = wantProbe;
        this.refilled = clock.instant();
    }

    /**
     * Reads the metadata again if that may help. Empty when the caller should look up the id again; otherwise why there
     * is no answer.
     */
    Optional<Failure> lookFor(KeyId id, Call call) {
        long seen = reads.get();
        try {
            if (!reading.tryLock(call.budget().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.of(new Timeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Timeout());
        }
        try {
            // Another caller's read ended while this one waited: it serves just as well.
            return reads.get() != seen ? Optional.empty() : readFor(id, call);
        } finally {
            reading.unlock();
        }
    }

    private Optional<Failure> readFor(KeyId id, Call call) {
        Instant now = clock.instant();
        Instant since = absent.get(id);
        // A clock that was set back must not make ids remembered for longer.
        if (since != null && !now.isBefore(since) && now.isBefore(since.plus(REMEMBERED))) {
            return Optional.of(new UnknownKey());
        }
        if (!takeToken(now)) {
            // An empty bucket means that the last read is younger than one refill. A version created since then still
            // waits for its activation delay; if a raised minimum forces it sooner, the next read finds it, seconds
            // from now.
            return Optional.of(lastReadWasComplete ? new UnknownKey() : new Busy(REFILL, OWN_LIMIT));
        }
        return switch (transit.readKey(call.because(Call.Cause.DISCOVERY))) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                if (published.learn(read)) {
                    wantProbe.run();
                }
                reads.incrementAndGet();
                lastReadWasComplete =
                        read.latestVersion() >= published.current().keyring().highestKnown();
                if (published.current().keyring().find(id) instanceof Failed<?>(UnknownKey unknown)) {
                    remember(id, now);
                }
                yield Optional.empty();
            }
            case Failed<KeyMetadata>(Failure failure) -> {
                lastReadWasComplete = false;
                yield Optional.of(failure);
            }
        };
    }

    private boolean takeToken(Instant now) {
        long earned = Duration.between(refilled, now).dividedBy(REFILL);
        if (earned > 0) {
            tokens = (int) Math.min(BURST, tokens + earned);
            refilled = refilled.plus(REFILL.multipliedBy(earned));
        } else if (now.isBefore(refilled)) {
            refilled = now;
            // The age of the last read is no longer known.
            lastReadWasComplete = false;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    private void remember(KeyId id, Instant now) {
        absent.remove(id);
        absent.put(id, now);
        if (absent.size() > REMEMBERED_IDS) {
            absent.remove(absent.keySet().iterator().next());
        }
    }
}
