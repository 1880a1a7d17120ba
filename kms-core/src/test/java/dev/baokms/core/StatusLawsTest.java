package dev.baokms.core;

import static dev.baokms.core.failure.Failures.BUSY;
import static dev.baokms.core.failure.Failures.LOGIN_REFUSED;
import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.port.InMemoryTransit.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
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

/** Status, health and Encrypt are answered from one verdict, whatever happens to server, clock, disk and process. */
class StatusLawsTest {
    private static final List<Failure> FAILURES = List.of(
            UNREACHABLE,
            BUSY,
            LOGIN_REFUSED,
            new Failure.Sealed(),
            new Failure.Timeout(),
            new Failure.Denied(),
            new Failure.UnsafeKey(KeyFinding.KEY_MISSING));

    @Property(tries = 500)
    @Label("Status says what the verdict says: the active key, or the failure; an alarm always shows")
    void status_isTheVerdict(@ForAll("lives") ActionChain<Bench> lives) {
        lives.withInvariant(StatusLawsTest::look).run();
    }

    @Provide
    ActionChainArbitrary<Bench> lives() {
        return ActionChain.startWith(Bench::new)
                .withAction(8, does("probe", Bench::probe))
                .withAction(3, does("all is well again", bench -> bench.transit.heal()))
                .withAction(2, with("everything fails", FAILURES, (bench, failure) -> bench.transit.failAll(failure)))
                .withAction(
                        2,
                        with(
                                "one call is denied",
                                List.of(Operation.values()),
                                (bench, operation) -> bench.transit.fail(operation, new Failure.Denied())))
                .withAction(1, does("rotate", bench -> bench.transit.rotate(bench.clock.get())))
                .withAction(1, does("recreate", bench -> bench.transit.recreate(bench.clock.get())))
                .withAction(2, with("flags", List.of(Set.of(KeyFinding.EXPORTABLE), Set.of()), StatusLawsTest::flag))
                .withAction(2, with("upsert", List.of(true, false), (bench, on) -> bench.transit.upsertAllowed(on)))
                .withAction(2, does("read for a decrypt", StatusLawsTest::discover))
                .withAction(2, does("encrypt", bench -> bench.encrypt(new byte[32])))
                .withAction(1, does("corrupt wrap", bench -> bench.transit.corruptNextWrap()))
                .withAction(1, with("disk", List.of(true, false), StatusLawsTest::fill))
                .withAction(1, does("restart", Bench::restart))
                .withAction(
                        4,
                        with(
                                "seconds pass",
                                List.of(1, 16, 31, 121, -90),
                                (bench, seconds) -> bench.pass(Duration.ofSeconds(seconds))))
                .withMaxTransformations(40);
    }

    private static Action<Bench> does(String name, Consumer<Bench> change) {
        return Action.just(Transformer.mutate(name, change));
    }

    private static <T> Action<Bench> with(String name, List<T> choices, BiConsumer<Bench, T> change) {
        return new Action.Independent<>() {
            @Override
            public Arbitrary<Transformer<Bench>> transformer() {
                return Arbitraries.of(choices)
                        .map(chosen -> Transformer.mutate(name + ": " + chosen, bench -> change.accept(bench, chosen)));
            }
        };
    }

    private static void flag(Bench bench, Set<KeyFinding> findings) {
        bench.transit.findings(findings);
    }

    private static void fill(Bench bench, boolean full) {
        bench.diskFailure = Optional.<Failure>of(new Failure.NotReady(Failure.NotReady.Why.STATE_SAVE_FAILED))
                .filter(failure -> full);
    }

    private static void discover(Bench bench) {
        bench.decrypt(bench.elsewhere(9, bench.clock.get()));
    }

    private static void look(Bench bench) {
        HealthView view = bench.provider.view();
        Outcome<Kms.StatusReport> status = bench.provider.status();
        assertThat(view.at()).isEqualTo(bench.clock.get());
        switch (view.verdict()) {
            case Verdict.Ok(DerivedKey writeKey) -> assertNames(view, writeKey, Optional.empty(), status);
            case Verdict.Coasting(DerivedKey writeKey, Failure cause) -> {
                assertNames(view, writeKey, Optional.of(cause), status);
                assertThat(cause.isTransient()).isTrue();
            }
            case Verdict.Continuing continuing -> throw new AssertionError("continuity is off, and yet " + continuing);
            case Verdict.Failing(Failure cause) -> assertThat(status).isEqualTo(Outcome.failed(cause));
        }
        view.snapshot()
                .keyring()
                .alarm()
                .ifPresent(alarm -> assertThat(view.verdict()).isEqualTo(new Verdict.Failing(alarm)));
    }

    private static void assertNames(
            HealthView view, DerivedKey writeKey, Optional<Failure> trouble, Outcome<Kms.StatusReport> status) {
        assertThat(status).isEqualTo(Outcome.ok(new Kms.StatusReport(trouble, writeKey.keyId())));
        assertThat(view.snapshot().keyring().active()).contains(writeKey);
        assertThat(view.snapshot().writeKey())
                .as("what Status names, Encrypt writes with")
                .isEqualTo(Outcome.ok(writeKey));
        assertThat(view.verdict().failure()).isEqualTo(trouble);
    }
}
