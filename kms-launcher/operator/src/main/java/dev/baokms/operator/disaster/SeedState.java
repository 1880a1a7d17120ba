package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;

/** How far a seed is. */
sealed interface SeedState {
    /** Not asked for yet. */
    enum NotAsked implements SeedState {
        INSTANCE
    }

    /** @param seed wiped when its objects were tried */
    record Ready(SecretBytes seed) implements SeedState {}

    /** Its objects were tried; how that went is counted for each. */
    enum Tried implements SeedState {
        INSTANCE
    }

    /** An earlier run opened all of its objects, as the journal says. */
    enum ProvenBefore implements SeedState {
        INSTANCE
    }

    /** @param reason why none of its objects can be opened */
    record Lost(String reason) implements SeedState {}

    /** @param reason why it is not known */
    record Unanswered(String reason) implements SeedState {}
}
