package dev.baokms.testkit.conformance;

/** A hook failed; that need not be the provider's fault. */
final class HookFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HookFailedException(Hook hook, Throwable cause) {
        super(
                "hook " + hook.optionName() + " failed: " + cause.getMessage()
                        + "; run it by hand, then repeat the rule",
                cause);
    }
}
