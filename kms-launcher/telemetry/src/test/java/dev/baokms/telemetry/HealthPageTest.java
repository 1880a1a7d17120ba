package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.HealthView;
import dev.baokms.core.Snapshot;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.continuity.HeldView;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.RotationRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws of {@code /ready}, over whatever a provider may know. */
class HealthPageTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final KeyScope SCOPE =
            new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage");

    @Property
    void code_followsTheBody(@ForAll("views") HealthView view, @ForAll boolean socketLost) {
        HealthPage page = HealthPage.of(view, socketLost);

        boolean served = view.verdict().state() == Verdict.State.OK && !socketLost;
        assertThat(page.ready()).isEqualTo(served);
        assertThat(page.statusCode()).isEqualTo(served ? 200 : 503);
        assertThat(page.body()).containsEntry("status", served ? "ok" : "unavailable");
        assertThat(page.body()).containsEntry("healthz", page.words());
        assertThat(page.words().equals("ok")).isEqualTo(served);
    }

    @Property
    void pageThatIsNotReady_namesTheCauseFirst(@ForAll("views") HealthView view) {
        HealthPage page = HealthPage.of(view, false);
        List<?> reasons = List.copyOf((Set<?>) page.body().getOrDefault("reasons", Set.of()));

        view.verdict()
                .failure()
                .ifPresentOrElse(
                        failure -> {
                            assertThat(reasons.getFirst()).isEqualTo(failure.reason());
                            assertThat(page.words()).isEqualTo(FailureText.of(failure));
                        },
                        () -> assertThat(reasons)
                                .as("trouble that does not stop writing")
                                .allMatch(List.of("state_save_failed", "versions_hidden")::contains));
        assertThat(reasons.contains("versions_hidden"))
                .isEqualTo(!view.snapshot().keyring().hidden().isEmpty());
    }

    @Example
    void outageThatIsAnswered_saysUntilWhen_andIsReadyByChoiceOnly() {
        DerivedKey key = DerivedKey.derive(SCOPE, new KeyVersion(1, 1_700_000_000));
        var cause = new Failure.Unreachable("OpenBao cannot be reached");
        for (boolean ready : new boolean[] {false, true}) {
            // As in a process that began in the outage: nothing is read yet.
            var verdict = new Verdict.Continuing(key, cause, START.plusSeconds(90), ready);
            HealthPage page = HealthPage.of(
                    new HealthView(
                            START,
                            new Snapshot(keyring(0, Optional.empty()), Health.UNKNOWN, false),
                            verdict,
                            new HeldView(ContinuityLevel.PROCESS, Optional.of(START.plusSeconds(90)), 3, 1)),
                    false);

            assertThat(page.ready()).isEqualTo(ready);
            assertThat(page.words()).isEqualTo("continuity until 2026-01-01T00:01:30Z: OpenBao cannot be reached");
            assertThat(page.body())
                    .containsEntry("continuity_level", "process")
                    .containsEntry("continuity_until", "2026-01-01T00:01:30Z")
                    .containsEntry("key_id_hash", key.keyId().apiServerHash())
                    .containsEntry("reasons", Set.of("unreachable"));
        }
    }

    @Example
    void retiredVersions_areListedAsNumbers() {
        KeyringState memory = new KeyringState(
                new TreeMap<>(Map.of(1, 1_700_000_000L, 2, 1_700_000_100L)), 2, new TreeSet<>(Set.of(1)));
        Keyring keyring = Keyring.restore(SCOPE, RotationRules.DEFAULT, memory);
        HealthPage page =
                HealthPage.of(judged(new Snapshot(keyring, Health.UNKNOWN.proved(START), false), START, true), false);

        assertThat(Json.of(page.body())).contains("\"retired_versions\":[1]");
    }

    @Property
    void lostSocket_winsOverAllElse(@ForAll("views") HealthView view) {
        HealthPage page = HealthPage.of(view, true);

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.words()).startsWith("the socket's path no longer leads to the daemon");
        assertThat((Set<?>) page.body().getOrDefault("reasons", Set.of()))
                .last()
                .isEqualTo(HealthPage.SOCKET_LOST);
    }

    @Property
    void body_isJsonWithItsPublishedMembers(@ForAll("views") HealthView view, @ForAll boolean socketLost)
            throws IOException {
        Map<String, Object> body =
                Json.parse(Json.of(HealthPage.of(view, socketLost).body()));

        assertThat(body).containsKeys("status", "healthz", "stale", "rotation_state", "reasons");
        assertThat(body.keySet())
                .isSubsetOf(
                        "status",
                        "healthz",
                        "cache_age_ms",
                        "stale",
                        "rotation_state",
                        "reasons",
                        "metadata_error_class",
                        "deep_error_class",
                        "persistence_degraded",
                        "next_activation",
                        "key_id_hash");
        assertThat(HealthPage.ROTATION_STATES).contains(String.valueOf(body.get("rotation_state")));
    }

    @Example
    void page_isMadeOfOneView() {
        var looks = new AtomicInteger();
        var socketLooks = new AtomicInteger();
        var report = new HealthReport(
                () -> {
                    // A second look would see another world, and a page of both would contradict itself.
                    return looks.getAndIncrement() == 0
                            ? view(Health.UNKNOWN.proved(START), 0)
                            : view(Health.UNKNOWN, 0);
                },
                () -> socketLooks.getAndIncrement() > 0);

        HealthPage page = report.page();

        assertThat(looks).hasValue(1);
        assertThat(socketLooks).hasValue(1);
        assertThat(page.ready()).isTrue();
        assertThat(page.words()).isEqualTo("ok");
    }

    private static HealthView view(Health health, int secondsLater) {
        return judged(new Snapshot(keyring(2, Optional.empty()), health, false), START.plusSeconds(secondsLater), true);
    }

    private static HealthView judged(Snapshot snapshot, Instant at, boolean coast) {
        var rules = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), coast);
        return new HealthView(at, snapshot, snapshot.verdict(rules, at));
    }

    /** @param versions that were read; none for a provider that has just started */
    private static Keyring keyring(int versions, Optional<KeyFinding> finding) {
        return keyring(versions, 1, finding);
    }

    private static Keyring keyring(int versions, int minimum, Optional<KeyFinding> finding) {
        Keyring fresh = Keyring.restore(SCOPE, RotationRules.DEFAULT, KeyringState.EMPTY);
        if (versions == 0) {
            return fresh;
        }
        var created = new TreeMap<Integer, Long>();
        for (int version = 1; version <= versions; version++) {
            // The last one waits for its activation.
            created.put(version, START.getEpochSecond() - 10L * (versions - version));
        }
        var all = new KeyMetadata(versions, 1, 0, created, Set.of());
        int raised = Math.min(minimum, versions);
        var read = new KeyMetadata(
                versions,
                raised,
                0,
                created.tailMap(raised),
                finding.map(Set::of).orElse(Set.of()));
        return fresh.observe(all, START)
                .keyring()
                .observe(read, START)
                .keyring()
                .advance(START);
    }

    @Provide
    Arbitrary<HealthView> views() {
        Arbitrary<Keyring> keyrings = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(KeyFinding.values())
                                .filter(KeyFinding::unsafe)
                                .optional(0.2))
                .as((versions, minimum, finding) -> keyring(versions, minimum, finding));
        Arbitrary<Health> healths = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(Failures.ofEveryKind()).optional(0.6),
                        Arbitraries.of(ProbeStep.values()).optional(0.7),
                        Arbitraries.integers().between(0, 200))
                .as(HealthPageTest::health);
        return Combinators.combine(
                        keyrings,
                        healths,
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 400))
                .as((keyring, health, degraded, coast, later) ->
                        judged(new Snapshot(keyring, health, degraded), START.plusSeconds(later), coast));
    }

    private static Health health(boolean proved, Optional<Failure> failure, Optional<ProbeStep> step, int after) {
        Health begun = proved ? Health.UNKNOWN.proved(START) : Health.UNKNOWN;
        return failure.map(trouble -> begun.failed(trouble, step, START.plusSeconds(after)))
                .orElse(begun);
    }
}
