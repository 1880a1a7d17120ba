package dev.baokms.core.port;

/** Unpredictable bytes, for what a probe wraps and for jitter. */
@FunctionalInterface
public interface Entropy {
    /** @param count how many, 1 or more */
    byte[] bytes(int count);
}
