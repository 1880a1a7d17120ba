package dev.baokms.testkit.conformance;

import java.util.Locale;

/**
 * What the kit cannot do to a provider over its socket and asks its author to do. A hook returns when the action is
 * done or under way; the kit itself waits for the effect.
 */
public enum Hook {
    /** Make the next version of the write key. The id may change later, within the time allowed for a rotation. */
    ROTATE,
    /** Make an earlier write key current again, in any way that the backend offers. */
    ROLL_BACK,
    /** Stop the provider gracefully and start it again on the same socket. */
    RESTART,
    /** Kill the provider, as with {@code kill -9}, and start it again on the same socket. */
    KILL,
    /** Stop the provider gracefully and leave it stopped. */
    STOP,
    /** Start the stopped provider. */
    START,
    /** Cut the provider from its backend, or make the backend refuse everything. */
    BREAK,
    /** Undo {@link #BREAK}. */
    REPAIR,
    /** Make only the current write key unusable for Encrypt and Decrypt. */
    DISABLE_KEY,
    /** Undo {@link #DISABLE_KEY}. */
    ENABLE_KEY,
    /** Make the very next request to the backend fail once, like a reset connection. */
    FAIL_ONCE;

    /** As on the command line: {@code roll-back}. */
    String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such hook */
    static Hook named(String optionName) {
        for (Hook hook : values()) {
            if (hook.optionName().equals(optionName)) {
                return hook;
            }
        }
        throw new IllegalArgumentException("there is no hook " + optionName);
    }
}
