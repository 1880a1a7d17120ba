package dev.baokms.launcher.run;

import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.state.StateFile;
import dev.baokms.launcher.state.UnusableStateException;

/** The state file, with its own words in the log once for each way it fails. Used by the probe thread alone. */
public final class SavedState implements StateStore {
    private final StateFile file;
    private String told = "";

    public SavedState(StateFile file) {
        this.file = file;
    }

    @Override
    public Outcome<KeyringMemory> save(KeyringMemory memory) {
        try {
            file.store(memory);
            told = "";
            return Outcome.ok(memory);
        } catch (UnusableStateException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(told)) {
                told = problem;
                Log.error("state file cannot be written")
                        .with("detail", problem)
                        .write();
            }
            return Outcome.failed(new NotReady(NotReady.Why.STATE_SAVE_FAILED));
        }
    }
}
