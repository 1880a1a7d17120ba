package dev.baokms.testkit.conformance;

/** Does what a {@link Hook} asks for. */
@FunctionalInterface
public interface HookAction {
    /** @throws Exception when it cannot be done; the rule that asked then fails and names the hook */
    void run() throws Exception;
}
