package dev.baokms.testkit.conformance;

import java.util.List;
import java.util.Locale;

/**
 * What a rule needs beyond the socket. A rule whose capability is missing or declined is reported as declined, with the
 * reason, and never left out.
 */
public enum Capability {
    /** {@link Hook#ROTATE}. */
    ROTATE_ON_DEMAND(Hook.ROTATE),
    /** {@link Hook#ROLL_BACK}. */
    ROLL_BACK(Hook.ROLL_BACK),
    /** {@link Hook#RESTART}. */
    RESTART(Hook.RESTART),
    /** {@link Hook#KILL}. */
    KILL(Hook.KILL),
    /** {@link Hook#STOP} and {@link Hook#START}. */
    STOP_AND_START(Hook.STOP, Hook.START),
    /** A second instance with the same key configuration. */
    SECOND_INSTANCE,
    /** {@link Hook#BREAK} and {@link Hook#REPAIR}. */
    BREAK_BACKEND(Hook.BREAK, Hook.REPAIR),
    /** {@link Hook#DISABLE_KEY} and {@link Hook#ENABLE_KEY}. */
    DISABLE_KEY(Hook.DISABLE_KEY, Hook.ENABLE_KEY),
    /** {@link Hook#FAIL_ONCE}. */
    FAIL_ONCE(Hook.FAIL_ONCE),
    /** Files the provider logs to. */
    LOGS,
    /** Secrets of the provider that must not appear anywhere. */
    CANARIES,
    /** Time for rules that take many minutes. */
    LONG_RUN;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<Hook> hooks;

    Capability(Hook... hooks) {
        this.hooks = List.of(hooks);
    }

    List<Hook> hooks() {
        return hooks;
    }

    /** As on the command line: {@code second-instance}. */
    String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What to give the kit so that it can check the rule. */
    String remedy() {
        return switch (this) {
            case SECOND_INSTANCE -> "--second ENDPOINT";
            case LOGS -> "--log FILE";
            case CANARIES -> "--canary-file FILE";
            case LONG_RUN -> "--long";
            default ->
                String.join(
                        " ",
                        hooks.stream()
                                .map(hook -> "--hook " + hook.optionName() + "='COMMAND'")
                                .toList());
        };
    }
}
