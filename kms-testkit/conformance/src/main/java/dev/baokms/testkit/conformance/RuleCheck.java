package dev.baokms.testkit.conformance;

/** Asks a provider whether it keeps one rule. */
@FunctionalInterface
interface RuleCheck {
    /**
     * Returns when the rule is kept.
     *
     * @throws Violation when it is not; a {@link dev.baokms.testkit.kms.KmsCallException} means that a call failed which had no
     *     reason to, and counts as the same
     */
    void run(RuleRun run) throws Exception;
}
