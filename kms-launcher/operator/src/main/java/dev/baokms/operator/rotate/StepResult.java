package dev.baokms.operator.rotate;

/** The result of a step. */
sealed interface StepResult {
    /**
     * The step is done.
     *
     * @param seen the evidence
     */
    record Done(String seen) implements StepResult {}

    /**
     * The step is not done.
     *
     * @param problem what is in the way, and what to do; afterwards the same command continues
     */
    record Open(String problem) implements StepResult {}
}
