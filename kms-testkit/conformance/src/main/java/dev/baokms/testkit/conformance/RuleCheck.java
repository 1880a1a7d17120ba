package dev.baokms.testkit.conformance;

/** Checks whether a provider keeps one rule. */
@FunctionalInterface
interface RuleCheck {
    /**
     * Returns when the rule is kept.
     *
     * @throws Violation when it is not; a {@link dev.baokms.testkit.kms.KmsCallException} of a call that should have
     *     succeeded counts as the same
     */
    void run(RuleRun run) throws Exception;
}
