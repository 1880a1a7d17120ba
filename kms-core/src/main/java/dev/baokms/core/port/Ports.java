package dev.baokms.core.port;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Everything that a provider gets from the outside.
 *
 * @param transit where the key is
 * @param store where the durable memory is saved when it changes
 * @param seeds where the wrapped seeds that were asked for are saved
 * @param survivor memory that outlives the process
 * @param events receives what happens
 * @param clock the wall clock
 * @param uptime time that no one can set
 * @param entropy a cryptographically strong source
 */
public record Ports(
        Transit transit,
        StateStore store,
        SeedStore seeds,
        Survivor survivor,
        Event.Sink events,
        InstantSource clock,
        BootClock uptime,
        Entropy entropy) {

    /** With no memory across a restart except the state, and with a wall clock that is trusted never to go back. */
    public Ports(Transit transit, StateStore store, Event.Sink events, InstantSource clock, Entropy entropy) {
        this(
                transit,
                store,
                SeedStore.NONE,
                Survivor.NONE,
                events,
                clock,
                () -> Duration.between(Instant.EPOCH, clock.instant()),
                entropy);
    }
}
