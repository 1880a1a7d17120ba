package dev.baokms.testkit.conformance;

/** A hook did not do what it is for; the provider may be innocent. */
final class HookFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HookFailedException(Hook hook, Throwable cause) {
        super(
                "hook " + hook.optionName() + " failed: " + cause.getMessage()
                        + "; run it by hand, then repeat the rule",
                cause);
    }
}
