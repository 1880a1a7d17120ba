package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;

/** The outcome of unwrapping one seed. */
sealed interface SeedOutcome {
    /**
     * The seed was unwrapped.
     *
     * @param seed closed by its receiver
     */
    record Unwrapped(SecretBytes seed) implements SeedOutcome {}

    /**
     * This OpenBao, with this configuration and memory, does not unwrap it. An API server would not get it either.
     *
     * @param reason what is wrong, and the cure
     */
    record Lost(String reason) implements SeedOutcome {}

    /**
     * Unknown: OpenBao did not answer, or refused this token.
     *
     * @param reason what is wrong, and the cure
     * @param worthAnotherTry whether waiting may help
     */
    record Unanswered(String reason, boolean worthAnotherTry) implements SeedOutcome {}
}
