package dev.baokms.core.port;

import java.time.InstantSource;

/**
 * Everything that a provider gets from the outside.
 *
 * @param transit where the key is
 * @param store where what must survive a restart is saved when it changes
 * @param events receives what happens
 * @param clock the wall clock
 * @param entropy a cryptographically strong source
 */
public record Ports(Transit transit, StateStore store, Event.Sink events, InstantSource clock, Entropy entropy) {}
