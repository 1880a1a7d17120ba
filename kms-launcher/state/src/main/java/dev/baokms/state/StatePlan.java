package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.key.Sha256;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.Retirement;
import java.util.SortedSet;

/**
 * A change of the durable memory that an operator has yet to confirm with its hash.
 *
 * @param before what is remembered now
 * @param after what will be
 * @param hash of the state it starts from and of what it makes of it; a plan for another state has another one
 */
public record StatePlan(KeyringState before, KeyringState after, String hash) {
    /** What a wish came to. */
    public sealed interface Proposal {
        /** @param plan to be shown, and applied once its hash is given back */
        record Planned(StatePlan plan) implements Proposal {}

        /** @param reason one sentence: what is in the way and what to do */
        record Refused(String reason) implements Proposal {}
    }

    static StatePlan of(String base, KeyringState before, KeyringState after) {
        String text = base + "\n" + new StateDocument("", 1, StateDocument.NO_HASH, after).hash();
        return new StatePlan(before, after, "sha256:" + Sha256.hex(text.getBytes(UTF_8)));
    }

    /** Makes tombstones of every version before one. */
    public static Proposal retireBefore(int version, StateFile state) {
        return proposal(state, Retirement.retireBefore(version, state.memory()));
    }

    /** Takes tombstones away. */
    public static Proposal restore(SortedSet<Integer> versions, StateFile state) {
        return proposal(state, Retirement.restore(versions, state.memory()));
    }

    private static Proposal proposal(StateFile state, Retirement retirement) {
        return switch (retirement) {
            case Retirement.Planned(KeyringState after, var versions) ->
                new Proposal.Planned(of(state.hash(), state.memory(), after));
            case Retirement.Refused(String reason) -> new Proposal.Refused(reason);
        };
    }

    /**
     * Writes it.
     *
     * @return whether it was written: no when {@code expectedHash} is not this plan's, or the state is not the one it was made for
     */
    public boolean apply(StateFile state, String expectedHash) throws UnusableStateException {
        if (!hash.equals(expectedHash) || !hash.equals(of(state.hash(), state.memory(), after).hash)) {
            return false;
        }
        state.store(after);
        return true;
    }
}
