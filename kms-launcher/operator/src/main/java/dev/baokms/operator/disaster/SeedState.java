package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;

/** The state of a seed. */
sealed interface SeedState {
    /** The run has not asked for it yet. */
    enum NotAsked implements SeedState {
        INSTANCE
    }

    /**
     * The seed is unwrapped.
     *
     * @param seed wiped after its objects were tried
     */
    record Ready(SecretBytes seed) implements SeedState {}

    /** The objects were tried. The outcome is counted for each of them. */
    enum Tried implements SeedState {
        INSTANCE
    }

    /** An earlier run opened all of its objects, according to the journal. */
    enum ProvenBefore implements SeedState {
        INSTANCE
    }

    /**
     * The seed is lost.
     *
     * @param reason why none of its objects can be opened
     */
    record Lost(String reason) implements SeedState {}

    /**
     * The outcome is unknown.
     *
     * @param reason why
     */
    record Unanswered(String reason) implements SeedState {}
}
