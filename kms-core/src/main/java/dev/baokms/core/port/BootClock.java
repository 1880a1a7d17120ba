package dev.baokms.core.port;

import java.time.Duration;

/**
 * Time since the machine was started, sleep included: it never goes back, no one can set it, and every process of
 * one boot reads the same. Linux calls it {@code CLOCK_BOOTTIME}.
 */
@FunctionalInterface
public interface BootClock {
    /** Never decreases; comparable between processes of one boot. */
    Duration sinceBoot();
}
