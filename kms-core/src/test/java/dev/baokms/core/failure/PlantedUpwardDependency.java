package dev.baokms.core.failure;

import dev.baokms.core.key.KeyVersion;

/** Breaks two rules of architecture on purpose: it looks up a layer, and closes a cycle. */
public final class PlantedUpwardDependency {
    KeyVersion version() {
        return new KeyVersion(1, 1);
    }
}
