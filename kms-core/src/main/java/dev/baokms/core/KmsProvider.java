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
import dev.baokms.core.port.Transit;
import dev.baokms.core.rotation.Keyring;
import dev.baokms.core.rotation.KeyringMemory;
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
    private final InstantSource clock;
    private final Published published;
    private final Wrapping wrapping;
    private final Unwrapping unwrapping;
    private final Prober prober;

    /**
     * @param scope what ids are derived from; equal on all nodes
     * @param memory what a former run must not have forgotten
     * @param transit where the key is
     * @param events receives what happens; must be quick
     * @param clock the wall clock
     * @param entropy a cryptographically strong source
     */
    public KmsProvider(
            KeyScope scope,
            KeyringMemory memory,
            Transit transit,
            Event.Sink events,
            InstantSource clock,
            Entropy entropy,
            ProviderSettings settings) {
        this.clock = clock;
        this.published =
                new Published(Keyring.restore(scope, settings.rotation(), memory), settings.health(), clock, events);
        this.wrapping = new Wrapping(scope, settings.pluginVersion(), settings.verifyAfterWrap(), transit);
        this.unwrapping = new Unwrapping(scope, transit, published, new Discovery(transit, published, clock), events);
        this.prober = new Prober(transit, published, clock, entropy, events, settings);
    }

    /** Asks OpenBao what is needed to know that wrapping works, and publishes it. Returns when to call again. */
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
            case Failed<Wrapped>(Failure failure) -> prober.want();
        }
        return wrapped;
    }

    @Override
    public Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, String uid, Budget budget) {
        Outcome<SecretBytes> unwrapped =
                unwrapping.unwrap(ciphertext, keyId, annotations, new Call(Call.Cause.SERVE, budget, Optional.of(uid)));
        if (unwrapped instanceof Failed<SecretBytes>(Failure failure) && concernsTheBackend(failure)) {
            prober.want();
        }
        return unwrapped;
    }

    /** Whether a probe could find the same: what a caller sent wrong says nothing about OpenBao. */
    private static boolean concernsTheBackend(Failure failure) {
        return switch (failure) {
            case Failure.Denied denied -> true;
            case Failure.LoginFailed login -> true;
            case Failure.Unreachable unreachable -> true;
            case Failure.Sealed sealed -> true;
            case Failure.Timeout timeout -> true;
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
