package dev.baokms.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.state.StatePlan.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatePlanTest {
    private static final KeyMetadata READ = new KeyMetadata(2, 1, 0, new TreeMap<>(Map.of(1, 10L, 2, 20L)), Set.of());
    private static final KeyringState REBUILT =
            new KeyringState(new TreeMap<>(Map.of(1, 10L, 2, 20L)), 2, new TreeSet<>());

    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void prepare() throws IOException {
        path = Memories.in(parent);
        Memories.saved(path, Memories.of(3));
    }

    @Test
    void plan_changesNothingUntilItsHashIsGiven() throws IOException {
        try (StateFile state = Memories.open(path)) {
            StatePlan plan = planned(StatePlan.retireBefore(3, state));

            assertThat(plan.apply(state, "sha256:other")).isFalse();
            assertThat(state.memory()).isEqualTo(Memories.of(3));
            assertThat(plan.apply(state, plan.hash())).isTrue();
        }
        assertThat(Memories.load(path)).isEqualTo(Memories.of(3, 1, 2));
    }

    @Test
    void samePlan_hasTheSameHashInAnotherProcess() throws IOException {
        String first;
        try (StateFile state = Memories.open(path)) {
            first = planned(StatePlan.retireBefore(2, state)).hash();
        }
        try (StateFile state = Memories.open(path)) {
            assertThat(planned(StatePlan.retireBefore(2, state)).hash()).isEqualTo(first);
            assertThat(planned(StatePlan.retireBefore(3, state)).hash()).isNotEqualTo(first);
        }
    }

    @Test
    void planForAnOlderState_isNotApplied() throws IOException {
        try (StateFile state = Memories.open(path)) {
            StatePlan plan = planned(StatePlan.retireBefore(2, state));
            state.store(Memories.of(4));

            assertThat(plan.apply(state, plan.hash())).isFalse();
            assertThat(state.memory()).isEqualTo(Memories.of(4));
        }
    }

    @Test
    void restore_undoesARetirement() throws IOException {
        Memories.saved(path, Memories.of(3, 1, 2));
        try (StateFile state = Memories.open(path)) {
            StatePlan plan = planned(StatePlan.restore(new TreeSet<>(List.of(1)), state));
            assertThat(plan.apply(state, plan.hash())).isTrue();
        }
        assertThat(Memories.load(path)).isEqualTo(Memories.of(3, 2));
    }

    @Test
    void refusal_isPassedOn() throws IOException {
        try (StateFile state = Memories.open(path)) {
            assertThat(StatePlan.retireBefore(4, state))
                    .isEqualTo(new Proposal.Refused("version 3 is active and must stay; retire before 3 or lower"));
        }
    }

    @Test
    void lostState_isRebuiltFromMetadata() throws IOException {
        Files.delete(path);
        recover();

        assertThat(Memories.load(path)).isEqualTo(REBUILT);
    }

    @Test
    void editedState_isKeptAsideAndRebuilt() throws IOException {
        Files.writeString(path, "{}");
        recover();

        assertThat(Memories.load(path)).isEqualTo(REBUILT);
        assertThat(Files.readString(StateFile.beside(path, ".lost"))).isEqualTo("{}");
    }

    @Test
    void unreadableCheckpoint_isReplaced() throws IOException {
        Files.writeString(StateFile.beside(path, ".checkpoint"), "{}");
        recover();

        assertThat(Memories.load(path)).isEqualTo(REBUILT);
    }

    @Test
    void recoveryCutShort_loadsTheRebuiltStateOrIsStillRefused() throws IOException {
        Files.delete(path);
        for (int failing = 0; ; failing++) {
            int stop = failing;
            int[] passed = {0};
            try (var recovery = StateRecovery.open(
                    path,
                    Memories.FINGERPRINT,
                    (step, at) -> {
                        if (passed[0]++ == stop) {
                            throw new IOException("No space left on device");
                        }
                    },
                    ProcessIdentity.ofThisProcess())) {
                StatePlan plan = planned(recovery.plan(Memories.SCOPE, RotationRules.DEFAULT, READ, Instant.now()));
                if (recovery.apply(plan, plan.hash())) {
                    break;
                }
            } catch (UnusableStateException full) {
                assertThat(full).hasMessageContaining("cannot be recovered: its file system is full");
            }
            if (Files.exists(path)) {
                assertThat(Memories.load(path)).isEqualTo(REBUILT);
                Files.delete(path);
            } else {
                assertThatThrownBy(() -> Memories.load(path)).hasMessageContaining("is lost");
            }
        }
        assertThat(Memories.load(path)).isEqualTo(REBUILT);
    }

    @Test
    void incompleteMetadata_isNotEnoughToRebuild() throws IOException {
        var hidden = new KeyMetadata(2, 2, 0, new TreeMap<>(Map.of(2, 20L)), Set.of());
        try (var recovery = StateRecovery.open(path, Memories.FINGERPRINT)) {
            assertThat(recovery.plan(Memories.SCOPE, RotationRules.DEFAULT, hidden, Instant.now()))
                    .isEqualTo(new Proposal.Refused(
                            "OpenBao shows versions [2] of 1 to 2; lower min_decryption_version to 1 and plan again"));
        }
    }

    private void recover() throws IOException {
        try (var recovery = StateRecovery.open(path, Memories.FINGERPRINT)) {
            StatePlan plan = planned(recovery.plan(Memories.SCOPE, RotationRules.DEFAULT, READ, Instant.now()));
            assertThat(recovery.apply(plan, "sha256:other")).isFalse();
            assertThat(recovery.apply(plan, plan.hash())).isTrue();
        }
    }

    private static StatePlan planned(Proposal proposal) {
        assertThat(proposal).isInstanceOf(Proposal.Planned.class);
        return ((Proposal.Planned) proposal).plan();
    }
}
