package dev.baokms.core;

import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.Failure.VerifyFailed;
import dev.baokms.core.outcome.KeyFinding;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Call.Cause;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Event.Step;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.Transit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One step of the background probe. The caller owns the thread and the waiting, and never runs two steps at once.
 *
 * <p>While nothing changes one call per interval suffices: wrapping with <em>the latest</em> version proves that wrapping works, and
 * the version that Transit answers with proves that nobody rotated. Only a surprise, a failure, a pending activation or the deep
 * interval costs more. That keeps an idle node below 150 calls an hour.
 */
final class Prober {
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final int PROBE_BYTES = 32;
    /** The mount's upsert switch changes by an administrator's hand only; every third deep probe is soon enough. */
    private static final int DEEP_PROBES_PER_UPSERT_CHECK = 3;

    private final Transit transit;
    private final Published published;
    private final InstantSource clock;
    private final Entropy entropy;
    private final Event.Sink events;
    private final Duration interval;
    private final Duration deepInterval;

    private volatile boolean wanted = true;
    private Instant lastDeep = Instant.MIN;
    private int deepProbes;
    private int failures;
    private Step step = Step.CHEAP_WRAP;

    Prober(
            Transit transit,
            Published published,
            InstantSource clock,
            Entropy entropy,
            Event.Sink events,
            ProviderSettings settings) {
        this.transit = transit;
        this.published = published;
        this.clock = clock;
        this.entropy = entropy;
        this.events = events;
        this.interval = settings.probeInterval();
        this.deepInterval = settings.deepProbeInterval();
    }

    /** Something looked wrong: the next step reads everything, and should come now. */
    void want() {
        if (!wanted) {
            wanted = true;
            events.accept(new Event.ProbeWanted());
        }
    }

    /** @return when the next step is due */
    Instant step(Supplier<Budget> budgets) {
        published.advance();
        Optional<Failure> known = published.current().health().failure();
        boolean deep = deepIsDue();
        // Only a step that answers it may take the wish back: one that comes now was not seen by deepIsDue.
        if (deep) {
            wanted = false;
        }
        Optional<Failure> failure = deep ? deep(budgets) : cheap(budgets);
        events.accept(new Event.Probed(deep ? "deep" : "cheap", step, failure));
        if (failure.isPresent()) {
            failures++;
            published.failed(failure.get());
            return clock.instant().plus(retryDelay());
        }
        failures = 0;
        published.proved(known);
        Instant regular = clock.instant().plus(interval);
        Snapshot now = published.current();
        // A switch that waits for a disk stays due: coming back for it at once would spin.
        return now.keyring()
                .nextActivation()
                .filter(due -> regular.isAfter(due) && !now.persistenceDegraded())
                .orElse(regular);
    }

    private boolean deepIsDue() {
        Snapshot now = published.current();
        Instant time = clock.instant();
        return wanted
                || now.keyring().active().isEmpty()
                || now.keyring().nextActivation().isPresent()
                || now.keyring().alarm().isPresent()
                || now.health().failure().isPresent()
                // A clock that was set back must not put the next one off.
                || time.isBefore(lastDeep)
                || !time.isBefore(lastDeep.plus(deepInterval));
    }

    private Optional<Failure> cheap(Supplier<Budget> budgets) {
        step = Step.CHEAP_WRAP;
        try (SecretBytes random = SecretBytes.adopting(entropy.bytes(PROBE_BYTES))) {
            return switch (transit.encrypt(random, Transit.LATEST, Aad.ofProbe(), call(budgets))) {
                case Ok<TransitCiphertext>(TransitCiphertext ciphertext) ->
                    ciphertext.version() == published.current().keyring().highestKnown()
                            ? Optional.empty()
                            : deep(budgets);
                case Failed<TransitCiphertext>(Failure failure) -> Optional.of(failure);
            };
        }
    }

    private Optional<Failure> deep(Supplier<Budget> budgets) {
        Optional<Failure> failure =
                readMetadata(budgets).or(() -> checkUpsert(budgets)).or(() -> wrapAndUnwrap(budgets));
        if (failure.isEmpty()) {
            lastDeep = clock.instant();
            deepProbes++;
        }
        return failure;
    }

    private Optional<Failure> readMetadata(Supplier<Budget> budgets) {
        step = Step.METADATA_READ;
        return switch (transit.readKey(call(budgets))) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                step = Step.RULES;
                published.observe(read);
                yield published.current().keyring().alarm().map(alarm -> alarm);
            }
            case Failed<KeyMetadata>(Failure failure) -> {
                events.accept(new Event.MetadataObserved("failed"));
                yield Optional.of(failure);
            }
        };
    }

    private Optional<Failure> checkUpsert(Supplier<Budget> budgets) {
        if (failures == 0 && deepProbes % DEEP_PROBES_PER_UPSERT_CHECK != 0) {
            return Optional.empty();
        }
        step = Step.UPSERT_READ;
        return switch (transit.upsertAllowed(call(budgets))) {
            case Ok<Boolean>(Boolean allowed) -> {
                step = Step.RULES;
                yield allowed ? Optional.of(new UnsafeKey(KeyFinding.UPSERT_ALLOWED)) : Optional.empty();
            }
            case Failed<Boolean>(Failure failure) -> Optional.of(failure);
        };
    }

    private Optional<Failure> wrapAndUnwrap(Supplier<Budget> budgets) {
        step = Step.ROUND_TRIP;
        Optional<Integer> active = published
                .current()
                .keyring()
                .active()
                .map(entry -> entry.version().number());
        if (active.isEmpty()) {
            return Optional.of(published.current().whyNotReady());
        }
        try (SecretBytes random = SecretBytes.adopting(entropy.bytes(PROBE_BYTES))) {
            Outcome<TransitCiphertext> proved = transit.encrypt(random, active.get(), Aad.ofProbe(), call(budgets))
                    .then(ciphertext -> ciphertext.version() == active.get()
                            ? Wrapping.proved(
                                    transit.decrypt(ciphertext, Aad.ofProbe(), call(budgets)), random, ciphertext)
                            : Outcome.failed(new VerifyFailed()));
            return proved instanceof Failed<TransitCiphertext>(Failure failure)
                    ? Optional.of(failure)
                    : Optional.empty();
        }
    }

    private static Call call(Supplier<Budget> budgets) {
        return Call.of(Cause.PROBE, budgets.get());
    }

    /** 0.5 s doubling to 5 s, shortened by up to a fifth so that nodes do not come in step and 5 s is never exceeded. */
    private Duration retryDelay() {
        long doubled = FIRST_RETRY.toMillis() << Math.min(failures - 1, 10);
        long millis = Math.min(doubled, LAST_RETRY.toMillis());
        int jitter = entropy.bytes(1)[0] & 0xff;
        return Duration.ofMillis(millis - millis * jitter / (5 * 256));
    }
}
