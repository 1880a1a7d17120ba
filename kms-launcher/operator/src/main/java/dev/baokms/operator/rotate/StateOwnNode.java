package dev.baokms.operator.rotate;

import dev.baokms.configuration.Settings;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.operator.report.ReportTexts;
import dev.baokms.state.StateFile;
import dev.baokms.state.StateGlance;
import dev.baokms.state.StatePlan;
import dev.baokms.state.StatePlan.Proposal;
import dev.baokms.state.UnusableStateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The state of the daemon on this machine. A running daemon holds its lock. */
public final class StateOwnNode implements OwnNode {
    private static final Proof.Expected ANY = new Proof.Expected(Optional.empty(), OptionalLong.empty());

    private final Settings settings;
    private final Path config;

    /**
     * Creates access to the state.
     *
     * @param config path of the configuration, as it is written in commands for the operator
     */
    public StateOwnNode(Settings settings, Path config) {
        this.settings = settings;
        this.config = config;
    }

    @Override
    public Optional<Boolean> isRetiredBelow(int version) {
        try {
            KeyringState memory =
                    StateGlance.memory(settings.stateFile(), settings.key().fingerprint());
            return memory.pins().isEmpty() ? Optional.empty() : Optional.of(isRetired(memory, version));
        } catch (UnusableStateException e) {
            return Optional.empty();
        }
    }

    private static boolean isRetired(KeyringState memory, int version) {
        return memory.retired().containsAll(memory.pins().headMap(version).keySet());
    }

    @Override
    public Change retireBelow(int version, Path proof) throws IOException {
        try (StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint())) {
            if (isRetired(state.memory(), version)) {
                return new Change.Made();
            }
            Optional<String> objection = objection(version, proof, state);
            if (objection.isPresent()) {
                return new Change.Refused(objection.get());
            }
            return switch (StatePlan.retireBefore(version, state)) {
                case Proposal.Refused(String reason) -> new Change.Refused(reason);
                case Proposal.Planned(StatePlan plan) -> {
                    plan.apply(state, plan.hash());
                    yield new Change.Made();
                }
            };
        } catch (UnusableStateException e) {
            return new Change.ByHand(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> objection(int version, Path proof, StateFile state) {
        return switch (ProofFile.trusted(proof)) {
            case Reading.Broken(String reason) -> Optional.of(ReportTexts.proofUnusable(reason));
            case Reading.Valid(Proof found) ->
                found.objectionTo(
                                version,
                                new Identity(settings.key().fingerprint(), StateGlance.hashOf(state.memory())),
                                ANY)
                        .map(ReportTexts::proofDoesNotFit);
        };
    }

    @Override
    public List<String> commands(int version, Path proof) {
        return RotateTexts.retireCommands(config, version, proof, versions(version));
    }

    private String versions(int version) {
        try {
            var below = new TreeSet<>(
                    StateGlance.memory(settings.stateFile(), settings.key().fingerprint())
                            .pins()
                            .headMap(version)
                            .keySet());
            if (!below.isEmpty()) {
                return String.join(",", below.stream().map(String::valueOf).toList());
            }
        } catch (UnusableStateException e) {
            // The operator can then read the versions from rotation-plan.
        }
        return Integer.toString(version - 1);
    }
}
