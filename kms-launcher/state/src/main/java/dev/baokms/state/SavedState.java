package dev.baokms.state;

import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.StateStore;
import java.util.function.Consumer;

/** The state file as the core's store. It reports each kind of failure once. Only the probe thread uses it. */
public final class SavedState implements StateStore {
    private final StateFile file;
    private final Consumer<String> troubles;
    private String told = "";

    /** @param troubles receives a sentence for an operator: what went wrong and the cure */
    public SavedState(StateFile file, Consumer<String> troubles) {
        this.file = file;
        this.troubles = troubles;
    }

    @Override
    public Outcome<KeyringState> save(KeyringState memory) {
        try {
            file.store(memory);
            told = "";
            return Outcome.ok(memory);
        } catch (UnusableStateException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(told)) {
                told = problem;
                troubles.accept(problem);
            }
            return Outcome.failed(new NotReady(NotReady.Why.STATE_SAVE_FAILED));
        }
    }
}
