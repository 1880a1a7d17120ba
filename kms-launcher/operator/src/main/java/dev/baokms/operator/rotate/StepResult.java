package dev.baokms.operator.rotate;

/** How a step ended. */
sealed interface StepResult {
    /** @param seen what shows it */
    record Done(String seen) implements StepResult {}

    /** @param problem what is in the way, and what to do; afterwards the same command goes on */
    record Open(String problem) implements StepResult {}
}
