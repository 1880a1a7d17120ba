package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.key.Sha256;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.Retirement;
import java.util.SortedSet;

/**
 * A change of the durable memory that an operator must still confirm with its hash.
 *
 * @param before the memory now
 * @param after the memory after the change
 * @param hash of the state before the change and of the change; a plan for another state has another hash
 */
public record StatePlan(KeyringState before, KeyringState after, String hash) {
    /** The answer to a requested change. */
    public sealed interface Proposal {
        /** @param plan to be shown, and applied once the operator gives its hash */
        record Planned(StatePlan plan) implements Proposal {}

        /** @param reason one sentence: what prevents the change and what to do */
        record Refused(String reason) implements Proposal {}
    }

    static StatePlan of(String base, KeyringState before, KeyringState after) {
        String text = base + "\n" + new StateDocument("", 1, StateDocument.NO_HASH, after).hash();
        return new StatePlan(before, after, "sha256:" + Sha256.hex(text.getBytes(UTF_8)));
    }

    /** Plans tombstones for every version before the given one. */
    public static Proposal retireBefore(int version, StateFile state) {
        return proposal(state, Retirement.retireBefore(version, state.memory()));
    }

    /** Plans the removal of tombstones. */
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
     * Writes the memory after the change.
     *
     * @return whether it was written: false when {@code expectedHash} is not this plan's, or the state is not the one
     *     that the plan was made for
     */
    public boolean apply(StateFile state, String expectedHash) throws UnusableStateException {
        if (!hash.equals(expectedHash) || !hash.equals(of(state.hash(), state.memory(), after).hash)) {
            return false;
        }
        state.store(after);
        return true;
    }
}
