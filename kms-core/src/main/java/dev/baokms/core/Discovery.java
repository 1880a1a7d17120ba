package dev.baokms.core;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Busy;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Failure.UnknownKey;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.KeyMetadata;
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
 * What to do with a well-formed key_id we do not know: another node may already write with a version we have not read yet.
 *
 * <p>One shared metadata read serves everybody who waits. A token bucket bounds how often foreign ids make us read, and each id
 * that was looked for in vain is remembered for a while. A flood cannot hide a rotation: every read it causes finds one.
 */
final class Discovery {
    private static final int BURST = 5;
    private static final Duration REFILL = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int REMEMBERED_IDS = 1024;

    private final Transit transit;
    private final Published published;
    private final InstantSource clock;
    private final Runnable wantProbe;
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<KeyId, Instant> absent = new LinkedHashMap<>();
    private final AtomicLong reads = new AtomicLong();
    private int tokens = BURST;
    private Instant refilled;

    Discovery(Transit transit, Published published, InstantSource clock, Runnable wantProbe) {
        this.transit = transit;
        this.published = published;
        this.clock = clock;
        this.wantProbe = wantProbe;
        this.refilled = clock.instant();
    }

    /** Reads the metadata once more if that may help; empty when a new look-up is worth it, else why there is no answer. */
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
            // Somebody else's read ended while we waited: it is as good as ours.
            return reads.get() != seen ? Optional.empty() : readFor(id, call);
        } finally {
            reading.unlock();
        }
    }

    private Optional<Failure> readFor(KeyId id, Call call) {
        Instant now = clock.instant();
        Instant since = absent.get(id);
        // A clock that was set back must not make a short memory a long one.
        if (since != null && !now.isBefore(since) && now.isBefore(since.plus(REMEMBERED))) {
            return Optional.of(new UnknownKey());
        }
        if (!takeToken(now)) {
            return Optional.of(new Busy(REFILL));
        }
        return switch (transit.readKey(call.because(Call.Cause.DISCOVERY))) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                if (published.learn(read)) {
                    wantProbe.run();
                }
                reads.incrementAndGet();
                if (published.current().keyring().find(id) instanceof Failed<?>(UnknownKey unknown)) {
                    remember(id, now);
                }
                yield Optional.empty();
            }
            case Failed<KeyMetadata>(Failure failure) -> Optional.of(failure);
        };
    }

    private boolean takeToken(Instant now) {
        long earned = Duration.between(refilled, now).dividedBy(REFILL);
        if (earned > 0) {
            tokens = (int) Math.min(BURST, tokens + earned);
            refilled = refilled.plus(REFILL.multipliedBy(earned));
        } else if (now.isBefore(refilled)) {
            refilled = now;
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
