package dev.baokms.core;

import dev.baokms.core.health.Health.Verdict;
import dev.baokms.core.key.KeyEntry;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.Failure.VerifyFailed;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.port.Transit;
import dev.baokms.core.rotation.Keyring;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A KMS v2 provider for one Transit key. Owns no thread: requests run on the caller's, and the embedder calls {@link #probe} when
 * the last call said so, from one thread, for as long as the provider serves.
 */
public final class KmsProvider implements Kms {
    /** Ten times what a healthy OpenBao takes for a wrap and its proof, a quarter of the default budget. */
    private static final Duration FAIR_CHANCE = Duration.ofMillis(500);

    private final InstantSource clock;
    private final Published published;
    private final Wrapping wrapping;
    private final Unwrapping unwrapping;
    private final Prober prober;

    /**
     * @param scope what ids are derived from; equal on all nodes
     * @param memory what a former run must not have forgotten, as {@code store} holds it
     * @param store where it is saved when it changes
     * @param transit where the key is
     * @param events receives what happens; must be quick
     * @param clock the wall clock
     * @param entropy a cryptographically strong source
     */
    public KmsProvider(
            KeyScope scope,
            KeyringMemory memory,
            StateStore store,
            Transit transit,
            Event.Sink events,
            InstantSource clock,
            Entropy entropy,
            ProviderSettings settings) {
        this.clock = clock;
        this.published = new Published(
                Keyring.restore(scope, settings.rotation(), memory), store, settings.health(), clock, events);
        this.wrapping = new Wrapping(scope, settings.pluginVersion(), settings.verifyAfterWrap(), transit);
        this.prober = new Prober(transit, published, clock, entropy, events, settings);
        this.unwrapping = new Unwrapping(
                scope, transit, published, new Discovery(transit, published, clock, prober::want), events);
    }

    /**
     * Asks OpenBao what is needed to know that wrapping works, saves what must not be forgotten, and publishes it.
     *
     * @param budgets a fresh one for each call to OpenBao
     * @return when to call again
     */
    public Instant probe(Supplier<Budget> budgets) {
        return prober.step(budgets);
    }

    /** What requests see now, for health endpoints and metrics. */
    public Snapshot snapshot() {
        return published.current();
    }

    /** What Status is worth now. */
    public Verdict verdict() {
        Instant asked = clock.instant();
        return published.current().verdict(published.healthRules(), asked);
    }

    @Override
    public Outcome<StatusReport> status() {
        // Before the snapshot: a thread that is held up between the two must not find fresh evidence old.
        Instant asked = clock.instant();
        Snapshot now = published.current();
        Optional<KeyEntry> active = now.keyring().active();
        if (active.isEmpty()) {
            return Outcome.failed(now.health().failure().orElse(new NotReady(NotReady.Why.METADATA_UNVERIFIED)));
        }
        return switch (now.verdict(published.healthRules(), asked)) {
            case Verdict.Ok ok -> Outcome.ok(new StatusReport("ok", active.get().keyId()));
            case Verdict.Coasting(Failure failure) ->
                Outcome.ok(new StatusReport(failure.text(), active.get().keyId()));
            case Verdict.Failing(Failure failure) -> Outcome.failed(failure);
        };
    }

    @Override
    public Outcome<Wrapped> encrypt(SecretBytes plaintext, String uid, Budget budget) {
        boolean fair = isFair(budget);
        Outcome<Wrapped> wrapped = published
                .current()
                .mayWrap()
                .then(entry -> wrapping.wrap(plaintext, entry, new Call(Call.Cause.SERVE, budget, Optional.of(uid))));
        switch (wrapped) {
            case Ok<Wrapped> ok -> published.confirmed();
            case Failed<Wrapped>(VerifyFailed loud) -> {
                published.failed(loud);
                prober.want();
            }
            case Failed<Wrapped>(Failure.Timeout late) when !fair -> {}
            case Failed<Wrapped>(Failure failure) -> prober.want();
        }
        return wrapped;
    }

    @Override
    public Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, String uid, Budget budget) {
        boolean fair = isFair(budget);
        Outcome<SecretBytes> unwrapped =
                unwrapping.unwrap(ciphertext, keyId, annotations, new Call(Call.Cause.SERVE, budget, Optional.of(uid)));
        if (unwrapped instanceof Failed<SecretBytes>(Failure failure) && concernsTheBackend(failure, fair)) {
            prober.want();
        }
        return unwrapped;
    }

    /** Whether OpenBao could have answered in what was left: a caller that came too late says nothing about it. */
    private static boolean isFair(Budget budget) {
        return budget.remaining().compareTo(FAIR_CHANCE) >= 0;
    }

    /** Whether a probe could find the same: what a caller sent wrong says nothing about OpenBao. */
    private static boolean concernsTheBackend(Failure failure, boolean fair) {
        return switch (failure) {
            case Failure.Denied denied -> true;
            case Failure.LoginFailed login -> true;
            case Failure.Unreachable unreachable -> true;
            case Failure.Sealed sealed -> true;
            case Failure.Timeout timeout -> fair;
            case UnsafeKey unsafe -> true;
            case VerifyFailed verify -> true;
            case Failure.Malformed malformed -> false;
            case Failure.Mismatch mismatch -> false;
            case Failure.UnknownKey unknown -> false;
            case Failure.RetiredKey retired -> false;
            case Failure.NotAuthentic altered -> false;
            case Failure.Busy busy -> false;
            case NotReady notReady -> false;
        };
    }
}
