package dev.baokms.testkit.conformance;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Keys by version, which outlive the provider, and the ways in which a backend fails. */
final class LabBackend {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<byte[]> keys = new ArrayList<>();
    volatile boolean broken;
    volatile int disabled = -1;
    private boolean failNext;

    LabBackend() {
        rotate();
    }

    synchronized void rotate() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        keys.add(key);
    }

    /** Makes the first key current again, as a new version: the only honest way. */
    synchronized void rollBack() {
        keys.add(keys.getFirst());
    }

    synchronized void failOnce() {
        failNext = true;
    }

    synchronized int newest() {
        return keys.size() - 1;
    }

    /** @throws LabProvider.BackendException when it cannot answer */
    synchronized byte[] key(int version) {
        boolean fails = failNext;
        failNext = false;
        if (broken || fails || version == disabled) {
            throw new LabProvider.BackendException();
        }
        return keys.get(version);
    }
}
