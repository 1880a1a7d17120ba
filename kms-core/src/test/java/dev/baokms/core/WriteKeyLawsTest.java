package dev.baokms.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.port.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/** What the API server sees of one node over whatever befalls OpenBao, the clock, the disk and the process. */
class WriteKeyLawsTest {
    @Property(tries = 500)
    @Label("I3, I6, I7: no write key comes back, over restarts and full disks; what was written stays readable")
    void oneNode_asTheApiServerSeesIt(@ForAll("lives") ActionChain<Life> lives) {
        lives.withInvariant(Life::look).run();
    }

    @Provide
    ActionChainArbitrary<Life> lives() {
        return ActionChain.startWith(Life::new)
                .withAction(6, does("probe", life -> life.bench.probe()))
                .withAction(3, does("rotate", life -> life.bench.transit.rotate(life.bench.clock.get())))
                .withAction(2, does("raise min_encryption_version", Life::raiseMinimum))
                .withAction(2, does("read found by a decrypt", Life::discover))
                .withAction(1, does("standby falls behind", life -> life.bench.transit.lag(true)))
                .withAction(1, does("standby catches up", life -> life.bench.transit.lag(false)))
                .withAction(
                        2,
                        does(
                                "disk fills up",
                                life -> life.bench.diskFailure =
                                        Optional.of(new NotReady(NotReady.Why.STATE_SAVE_FAILED))))
                .withAction(2, does("disk has room", life -> life.bench.diskFailure = Optional.empty()))
                .withAction(2, does("restart", life -> life.bench.restart()))
                .withAction(2, passes())
                .withMaxTransformations(50);
    }

    private static Action<Life> does(String name, Consumer<Life> change) {
        return Action.just(Transformer.mutate(name, change));
    }

    /** A clock also steps back. */
    private static Action<Life> passes() {
        return new Action.Independent<>() {
            @Override
            public Arbitrary<Transformer<Life>> transformer() {
                return Arbitraries.of(1, 30, 61, 121, -1, -90)
                        .map(seconds -> Transformer.mutate(
                                "clock moves " + seconds + " s", life -> life.bench.pass(Duration.ofSeconds(seconds))));
            }
        };
    }

    static final class Life {
        private final Bench bench = new Bench();
        private final List<KeyId> shown = new ArrayList<>();
        private final List<Bench.Stored> written = new ArrayList<>();
        private int versions = 1;

        void raiseMinimum() {
            versions = Math.min(versions + 1, rotated());
            bench.transit.minEncryptionVersion(versions);
        }

        private int rotated() {
            bench.transit.lag(false);
            return bench.transit.readKey(Call.of(Call.Cause.PROBE, Bench.AMPLE)) instanceof Ok<KeyMetadata>(var read)
                    ? read.latestVersion()
                    : 1;
        }

        void discover() {
            bench.decrypt(bench.elsewhere(9, bench.clock.get()));
        }

        /** Status, then Encrypt: each shows a key_id, or none. */
        void look() {
            if (bench.provider.status() instanceof Ok<Kms.StatusReport>(var report)) {
                show(report.keyId());
            }
            if (bench.encrypt(new byte[] {1, 2, 3}) instanceof Ok<Kms.Wrapped>(var wrapped)) {
                show(wrapped.keyId());
                written.add(Bench.Stored.of(wrapped));
                assertThat(bench.disk.get().highestActive())
                        .as("nothing is written with a version the disk does not know")
                        .isGreaterThanOrEqualTo(wrapped.ciphertext().version());
            }
            for (Bench.Stored stored : written) {
                assertThat(bench.snapshot().keyring().entries())
                        .as("I6: what was written stays known")
                        .anyMatch(entry -> entry.keyId().value().equals(stored.keyId()));
            }
        }

        private void show(KeyId id) {
            if (shown.isEmpty() || !shown.getLast().equals(id)) {
                assertThat(shown).as("I3, I7: no write key comes back").doesNotContain(id);
                shown.add(id);
            }
        }
    }
}
