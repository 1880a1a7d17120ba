package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.Retirement;
import dev.baokms.core.port.Event;
import dev.baokms.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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

/** What an outage may be answered with, over any life: outages, noes, restarts, rotations, retirements, clocks that step. */
class ContinuityLawsTest {
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Unreachable AWAY = new Unreachable("the server does not answer");

    private static final Arbitrary<Failure> NOES = Arbitraries.of(
            new Failure.Denied(),
            new Failure.Sealed(),
            new Failure.LoginFailed("the credential was refused", true),
            new UnsafeKey(KeyFinding.KEY_MISSING),
            new UnsafeKey(KeyFinding.SOFT_DELETED));
    private static final Arbitrary<Duration> TIMES = Arbitraries.of(
            Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofMinutes(6), Duration.ofMinutes(50));

    /** What is stored, and what it must open to. */
    record Kept(Bench.Stored stored, List<Byte> seed, int version) {}

    private static List<Byte> listOf(byte[] bytes) {
        var list = new ArrayList<Byte>();
        for (byte each : bytes) {
            list.add(each);
        }
        return list;
    }

    /** A cluster beside its provider, and what the laws say of it. */
    static final class World {
        final Bench bench;
        final List<Kept> objects = new ArrayList<>();
        final Set<Integer> retired = new HashSet<>();
        /** Versions that were hidden when the provider last read the key. */
        int hiddenBelow = 1;

        Optional<Failure> answer = Optional.empty();
        /** Whether a no has reached the provider, or the clock went back before its eyes, since the last good deep probe. */
        boolean ended = true;

        Instant provedAt = Instant.MIN;
        Duration provedSinceBoot = Duration.ZERO;
        int seeds;

        World(ContinuityLevel level) {
            var settings = new ContinuitySettings(true, level, LEASE, false);
            bench = new Bench(ProviderSettings.defaults("1").with(settings), UnaryOperator.identity());
            bench.transit.hook((operation, call) -> {
                answer.filter(failure -> !failure.equals(AWAY)).ifPresent(no -> ended = true);
                return answer;
            });
            probe();
        }

        void probe() {
            bench.events.clear();
            bench.probe();
            boolean proved = bench.events.stream()
                    .anyMatch(event -> event instanceof Event.Probed(var kind, var last, var failure)
                            && last == ProbeStep.ROUND_TRIP
                            && failure.isEmpty());
            if (proved) {
                ended = false;
                provedAt = bench.clock.get();
                provedSinceBoot = bench.uptime.get();
            }
            if (bench.snapshot().keyring().alarm().isPresent()) {
                ended = true;
            }
            hiddenBelow = bench.snapshot().keyring().hidden().stream()
                    .max(Integer::compareTo)
                    .map(highest -> highest + 1)
                    .orElse(1);
        }

        boolean away() {
            return answer.equals(Optional.of(AWAY));
        }

        boolean leaseLasts() {
            Instant now = bench.clock.get();
            return !ended
                    && bench.uptime.get().minus(provedSinceBoot).compareTo(LEASE) < 0
                    && now.isBefore(provedAt.plus(LEASE))
                    && !now.isBefore(provedAt.minusSeconds(1));
        }

        void encrypt() {
            byte[] seed = ByteBuffer.allocate(32).putInt(++seeds).array();
            boolean before = leaseLasts();
            boolean away = away();
            if (bench.encrypt(seed) instanceof Ok<Kms.Wrapped>(Kms.Wrapped wrapped)) {
                assertThat(answer.isEmpty() || (away && before) || (!ended && before))
                        .as("Encrypt is answered: %s, %s", answer, before)
                        .isTrue();
                objects.add(new Kept(
                        Bench.Stored.of(wrapped),
                        listOf(seed),
                        wrapped.ciphertext().version()));
            }
        }

        void decrypt(int which) {
            if (objects.isEmpty()) {
                return;
            }
            Kept object = objects.get(which % objects.size());
            boolean before = leaseLasts();
            Outcome<SecretBytes> answered = bench.decrypt(object.stored);
            if (answered instanceof Ok<SecretBytes>) {
                assertThat(listOf(bytes(answered)))
                        .as("never a wrong plaintext")
                        .isEqualTo(object.seed);
                assertThat(retired).as("never one of a retired version").doesNotContain(object.version);
                if (away()) {
                    assertThat(before)
                            .as("never past the lease, never after a no")
                            .isTrue();
                    assertThat(object.version)
                            .as("never one of a hidden version")
                            .isGreaterThanOrEqualTo(hiddenBelow);
                } else if (answer.isPresent()) {
                    assertThat(before).as("a no that was not heard yet").isTrue();
                    assertThat(ended).as("never after a no").isFalse();
                }
            }
        }

        /** Parts of two objects never give the seed of either. */
        void mix(int one, int other) {
            if (objects.size() < 2) {
                return;
            }
            Kept first = objects.get(one % objects.size());
            Kept second = objects.get(other % objects.size());
            if (!first.stored.keyId().equals(second.stored.keyId())) {
                assertThat(bench.decrypt(first.stored.withKeyId(second.stored.keyId())))
                        .isInstanceOf(Outcome.Failed.class);
                assertThat(bench.decrypt(first.stored.withAnnotations(second.stored.annotations())))
                        .isInstanceOf(Outcome.Failed.class);
            }
        }

        void hide() {
            int active = bench.disk.get().highestActive();
            if (active > 1) {
                bench.transit.minDecryptionVersion(active);
            }
        }

        void become(Optional<Failure> next) {
            answer = next;
        }

        void step(Duration by) {
            bench.clock.updateAndGet(now -> now.plus(by));
            if (by.isNegative()) {
                // Seen at once, so that a later step forward does not hide it.
                boolean before = ended;
                ended |= bench.provider.view().held().until().isEmpty();
                if (ended && !before) {
                    // It is wanted then, and comes within half a second; until then the next process would not know.
                    probe();
                }
                assertThat(ended || !bench.clock.get().isBefore(provedAt.minusSeconds(1)))
                        .as("a clock that goes back ends the lease")
                        .isTrue();
            }
        }

        void retireAndRestart() {
            if (Retirement.retireBefore(bench.disk.get().highestActive(), bench.disk.get())
                    instanceof Retirement.Planned(KeyringState memory, var versions)) {
                bench.disk.set(memory);
                retired.addAll(versions);
            }
            restart();
        }

        void restart() {
            bench.restart();
            probe();
        }

        /** What was written in an outage opens with Transit alone. */
        void readOnANodeWithEmptyMemory() {
            var node = new Bench(bench);
            node.probe();
            for (Kept object : objects) {
                assertThat(listOf(bytes(node.decrypt(object.stored)))).isEqualTo(object.seed);
            }
        }
    }

    @Property(tries = 200)
    @Label("No answer after a no or past the lease, no wrong plaintext, nothing for another key_id")
    void everyLife_keepsTheRules(@ForAll("lives") ActionChain<World> lives) {
        World end = lives.run();
        end.become(Optional.empty());
        end.bench.transit.minDecryptionVersion(1);
        end.readOnANodeWithEmptyMemory();
    }

    @Provide
    ActionChainArbitrary<World> lives() {
        return ActionChain.startWith(() -> new World(ContinuityLevel.PROCESS))
                .withAction(8, does("Encrypt", World::encrypt))
                .withAction(12, with("Decrypt", Arbitraries.integers().between(0, 99), World::decrypt))
                .withAction(2, with("mixed parts", Arbitraries.integers().between(0, 99), (world, which) -> {
                    world.mix(which, which / 7);
                }))
                .withAction(8, does("probe", World::probe))
                .withAction(5, does("the server is away", world -> world.become(Optional.of(AWAY))))
                .withAction(3, does("all is well", world -> world.become(Optional.empty())))
                .withAction(3, with("a no", NOES, (world, no) -> world.become(Optional.of(no))))
                .withAction(4, with("time passes", TIMES, (world, time) -> world.bench.pass(time)))
                .withAction(1, with("the clock is set", TIMES, World::step))
                .withAction(1, with("the clock is set back", TIMES, (world, by) -> world.step(by.negated())))
                .withAction(1, does("the daemon sleeps, and the wall clock does not", world -> world.step(LEASE)))
                .withAction(2, does("rotation", world -> world.bench.transit.rotate(world.bench.clock.get())))
                .withAction(1, does("the minimum rises", World::hide))
                .withAction(3, does("restart", World::restart))
                .withAction(1, does("restart with old versions retired", World::retireAndRestart))
                .withMaxTransformations(60);
    }

    private static Action.Independent<World> does(String what, Consumer<World> action) {
        return () -> Arbitraries.just(Transformer.mutate(what, action));
    }

    private static <T> Action.Independent<World> with(String what, Arbitrary<T> values, BiConsumer<World, T> action) {
        return () -> values.map(one -> Transformer.mutate(what + " " + one, world -> action.accept(world, one)));
    }
}
