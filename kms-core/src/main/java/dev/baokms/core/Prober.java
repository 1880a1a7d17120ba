package dev.baokms.core;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Call.Cause;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Event.ProbeKind;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One step of the background probe. The caller owns the thread and the waiting, and never runs two steps at once.
 *
 * <p>While nothing changes, one call per interval is enough: wrapping with <em>the latest</em> version proves that
 * wrapping works, and the version in Transit's answer proves that there was no rotation. Only another version, a
 * failure, a pending activation or the deep interval costs more calls. That keeps an idle node below 150 calls an hour.
 */
final class Prober {
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final int PROBE_BYTES = 32;
    /** Only an administrator changes the mount's upsert switch, so every third deep probe is often enough. */
    private static final int DEEP_PROBES_PER_UPSERT_CHECK = 3;

    private final Transit transit;
    private final PublishedSnapshot published;
    private final Continuity continuity;
    private final InstantSource clock;
    private final Entropy entropy;
    private final Event.Sink events;
    private final Duration interval;
    private final Duration deepInterval;

    private volatile boolean wanted = true;
    private Instant lastDeep = Instant.MIN;
    private int deepProbes;
    private int failures;

    Prober(Ports ports, PublishedSnapshot published, Continuity continuity, ProviderSettings settings) {
        this.transit = continuity.transit();
        this.published = published;
        this.continuity = continuity;
        this.clock = ports.clock();
        this.entropy = ports.entropy();
        this.events = ports.events();
        this.interval = settings.probeInterval();
        this.deepInterval = settings.deepProbeInterval();
    }

    /** Makes the next step a deep one, due now, because something looked wrong. */
    void want() {
        if (!wanted) {
            wanted = true;
            events.accept(new Event.ProbeWanted());
        }
    }

    /**
     * How far a probe came.
     *
     * @param last the step it ended with
     * @param failure why it was not good
     */
    private record Result(ProbeStep last, Optional<Failure> failure) {
        static Result good(ProbeStep last) {
            return new Result(last, Optional.empty());
        }

        static Result bad(ProbeStep last, Failure failure) {
            return new Result(last, Optional.of(failure));
        }
    }

    /** @return when the next step is due */
    Instant step(Supplier<Budget> budgets) {
        continuity.begin(published.current().keyring());
        long noes = continuity.noes();
        published.advance();
        Optional<Failure> known = published.current().health().failure();
        boolean deep = deepIsDue();
        // Only a deep step may clear the wish: one that comes now was not seen by deepIsDue.
        if (deep) {
            wanted = false;
        }
        Result result = deep ? deep(budgets) : cheap(budgets);
        events.accept(new Event.Probed(deep ? ProbeKind.DEEP : ProbeKind.CHEAP, result.last, result.failure));
        if (result.failure.isPresent()) {
            failures++;
            published.failed(result.failure.get(), Optional.of(result.last));
            continuity.probeFailed(result.failure.get(), clock.instant());
            return clock.instant().plus(retryDelay());
        }
        failures = 0;
        published.proved(known);
        Keyring keyring = published.current().keyring();
        boolean more = result.last == ProbeStep.ROUND_TRIP
                ? continuity.proved(keyring, noes, budgets, clock.instant())
                : continuity.probedCheaply(keyring, budgets);
        if (more) {
            return clock.instant();
        }
        Instant regular = clock.instant().plus(interval);
        Snapshot now = published.current();
        // A switch that waits for a disk stays due: retrying it immediately would spin.
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
                // A clock that was set back must not delay the next deep probe.
                || time.isBefore(lastDeep)
                || !time.isBefore(lastDeep.plus(deepInterval));
    }

    private Result cheap(Supplier<Budget> budgets) {
        try (SecretBytes random = SecretBytes.adopting(entropy.bytes(PROBE_BYTES))) {
            return switch (transit.encryptWithLatest(random, Aad.ofProbe(), call(budgets))) {
                case Ok<TransitCiphertext>(TransitCiphertext ciphertext) ->
                    ciphertext.version() == published.current().keyring().highestKnown()
                            ? Result.good(ProbeStep.CHEAP_WRAP)
                            : deep(budgets);
                case Failed<TransitCiphertext>(Failure failure) -> Result.bad(ProbeStep.CHEAP_WRAP, failure);
            };
        }
    }

    private Result deep(Supplier<Budget> budgets) {
        Optional<Result> bad =
                readMetadata(budgets).or(() -> checkUpsert(budgets)).or(() -> wrapAndUnwrap(budgets));
        if (bad.isEmpty()) {
            lastDeep = clock.instant();
            deepProbes++;
        }
        return bad.orElse(Result.good(ProbeStep.ROUND_TRIP));
    }

    private Optional<Result> readMetadata(Supplier<Budget> budgets) {
        return switch (transit.readKey(call(budgets))) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                published.observe(read);
                yield published.current().keyring().alarm().map(alarm -> Result.bad(ProbeStep.RULES, alarm));
            }
            case Failed<KeyMetadata>(Failure failure) -> {
                events.accept(new Event.MetadataReadFailed(failure));
                yield Optional.of(Result.bad(ProbeStep.METADATA_READ, failure));
            }
        };
    }

    private Optional<Result> checkUpsert(Supplier<Budget> budgets) {
        if (failures == 0 && deepProbes % DEEP_PROBES_PER_UPSERT_CHECK != 0) {
            return Optional.empty();
        }
        return switch (transit.upsertAllowed(call(budgets))) {
            case Ok<Boolean>(Boolean allowed) ->
                allowed
                        ? Optional.of(Result.bad(ProbeStep.RULES, new UnsafeKey(KeyFinding.UPSERT_ALLOWED)))
                        : Optional.empty();
            case Failed<Boolean>(Failure failure) -> Optional.of(Result.bad(ProbeStep.UPSERT_READ, failure));
        };
    }

    private Optional<Result> wrapAndUnwrap(Supplier<Budget> budgets) {
        Optional<Integer> active = published
                .current()
                .keyring()
                .active()
                .map(entry -> entry.version().number());
        if (active.isEmpty()) {
            return Optional.of(
                    Result.bad(ProbeStep.ROUND_TRIP, published.current().whyNotReady()));
        }
        try (SecretBytes random = SecretBytes.adopting(entropy.bytes(PROBE_BYTES))) {
            Outcome<TransitCiphertext> proved = transit.encrypt(random, active.get(), Aad.ofProbe(), call(budgets))
                    .then(ciphertext -> ciphertext.version() == active.get()
                            ? EncryptSeed.proved(
                                    transit.decrypt(ciphertext, Aad.ofProbe(), call(budgets)), random, ciphertext)
                            : Outcome.failed(new VerifyFailed()));
            return proved instanceof Failed<TransitCiphertext>(Failure failure)
                    ? Optional.of(Result.bad(ProbeStep.ROUND_TRIP, failure))
                    : Optional.empty();
        }
    }

    private static Call call(Supplier<Budget> budgets) {
        return Call.of(Cause.PROBE, budgets.get());
    }

    /**
     * 0.5 s, doubling to 5 s, shortened by up to a fifth, so that nodes do not retry in step and no delay exceeds 5 s.
     */
    private Duration retryDelay() {
        long doubled = FIRST_RETRY.toMillis() << Math.min(failures - 1, 10);
        long millis = Math.min(doubled, LAST_RETRY.toMillis());
        int jitter = entropy.bytes(1)[0] & 0xff;
        return Duration.ofMillis(millis - millis * jitter / (5 * 256));
    }
}
