package dev.baokms.core.continuity;

import dev.baokms.core.port.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Until when an outage may be answered: a fixed time after the last good deep probe, and nothing but the next one
 * prolongs it.
 *
 * <p>Two clocks must agree. Time since boot is out of everybody's hands, but a machine that is put back to an image
 * takes it along; the wall clock knows of that, but can be set. So the lease ends with whichever says so first, and
 * at once when either goes back.
 */
final class Lease {
    /**
     * What a lease is counted from.
     *
     * @param sinceBoot when it was renewed, by the clock that no one sets
     * @param at the same by the wall clock
     * @param highest the latest that the wall clock ever said since
     */
    record Terms(Duration sinceBoot, Instant at, Instant highest) {}

    /** What a time service corrects without a reason to worry. */
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

    /** Goes on with that of a former process, which is judged like one's own. */
    synchronized void resume(Terms former) {
        terms = former;
    }

    synchronized void end() {
        terms = null;
    }

    /** When it ends; empty when it has, and then for good until {@link #renew}. */
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
