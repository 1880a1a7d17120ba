package dev.baokms.core.continuity;

import dev.baokms.core.port.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Until when an outage may be answered: a fixed time after the last good deep probe. Only the next good one prolongs
 * it.
 *
 * <p>Two clocks must agree. No one can set the time since boot, but a machine restored from an image of its memory
 * takes it along. The wall clock shows such a restore, but can be set. So the lease ends when the first of the two says
 * so, and at once when either goes back.
 */
final class Lease {
    /**
     * What a lease is counted from.
     *
     * @param sinceBoot when it was renewed, by the time since boot
     * @param at the same by the wall clock
     * @param highest the latest time that the wall clock has shown since
     */
    record Terms(Duration sinceBoot, Instant at, Instant highest) {}

    /** The largest step back that counts as an ordinary correction of the clock. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final BootClock uptime;
    private final InstantSource clock;
    private final Duration length;
    private @Nullable Terms terms;

    Lease(BootClock uptime, InstantSource clock, Duration length) {
        this.uptime = uptime;
        this.clock = clock;
        this.length = length;
    }

    synchronized void renew() {
        Instant now = clock.instant();
        terms = new Terms(uptime.sinceBoot(), now, now);
    }

    /** Continues the lease of a former process, under the same rules. */
    synchronized void resume(Terms former) {
        terms = former;
    }

    synchronized void end() {
        terms = null;
    }

    /** When it ends; empty once it has ended, until {@link #renew}. */
    synchronized Optional<Instant> until() {
        Terms now = judged();
        terms = now;
        return Optional.ofNullable(now).map(live -> live.at.plus(length));
    }

    /** For the next process. */
    synchronized Optional<Terms> terms() {
        return until().map(live -> terms);
    }

    private @Nullable Terms judged() {
        if (terms == null) {
            return null;
        }
        Instant wall = clock.instant();
        Duration sinceBoot = uptime.sinceBoot();
        boolean back = sinceBoot.compareTo(terms.sinceBoot) < 0 || wall.isBefore(terms.highest.minus(STEP));
        boolean over = sinceBoot.minus(terms.sinceBoot).compareTo(length) >= 0 || !wall.isBefore(terms.at.plus(length));
        return back || over
                ? null
                : new Terms(terms.sinceBoot, terms.at, wall.isAfter(terms.highest) ? wall : terms.highest);
    }
}
