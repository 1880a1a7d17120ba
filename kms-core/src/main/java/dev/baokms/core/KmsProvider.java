package dev.baokms.core;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A KMS v2 provider for one Transit key. It owns no thread: requests run on the caller's thread. The embedder calls
 * {@link #probe} from one thread, each time at the instant that the last call returned, for as long as the provider
 * serves.
 */
public final class KmsProvider implements Kms {
    /** Ten times what a healthy server takes for a wrap and its proof, a quarter of the default budget. */
    private static final Duration MIN_MEANINGFUL_BUDGET = Duration.ofMillis(500);

    private final Continuity continuity;
    private final PublishedSnapshot published;
    private final EncryptSeed encryptSeed;
    private final DecryptSeed decryptSeed;
    private final Prober prober;

    /**
     * @param scope what ids are derived from; equal on all nodes
     * @param memory the memory of former runs, as the store holds it
     */
    public KmsProvider(KeyScope scope, ProviderSettings settings, KeyringState memory, Ports ports) {
        Keyring remembered = Keyring.restore(scope, settings.rotation(), memory);
        continuity = new Continuity(scope, settings.continuity(), ports, this::wantProbe);
        published = new PublishedSnapshot(
                remembered, ports.store(), settings.health(), ports.clock(), ports.events(), continuity);
        prober = new Prober(ports, published, continuity, settings);
        encryptSeed = new EncryptSeed(scope, settings.pluginVersion(), settings.verifyAfterWrap(), continuity);
        var refresh = new KeyRefresh(continuity.transit(), published, ports.clock(), prober::want);
        decryptSeed = new DecryptSeed(scope, published, refresh, continuity, ports.events());
    }

    private void wantProbe() {
        prober.want();
    }

    /**
     * Checks that Encrypt works, saves what must not be forgotten, and publishes the result.
     *
     * @param budgets a fresh one for each call to Transit
     * @return when to call again
     */
    public Instant probe(Supplier<Budget> budgets) {
        return prober.step(budgets);
    }

    /** The last call, after the last probe: saves what helps the next start. */
    public void finish() {
        continuity.finish();
    }

    /** The current view, for health endpoints and metrics. Never blocks. */
    public HealthView view() {
        return published.view();
    }

    @Override
    public Outcome<StatusReport> status() {
        return switch (view().verdict()) {
            case Verdict.Ok(DerivedKey writeKey) -> Outcome.ok(new StatusReport(Optional.empty(), writeKey.keyId()));
            case Verdict.Coasting(DerivedKey writeKey, Failure cause) ->
                Outcome.ok(new StatusReport(Optional.of(cause), writeKey.keyId()));
            case Verdict.Continuing(DerivedKey writeKey, Failure cause, Instant until, boolean ready) ->
                Outcome.ok(
                        ready
                                ? new StatusReport(Optional.empty(), writeKey.keyId())
                                : new StatusReport(Optional.of(cause), Optional.of(until), writeKey.keyId()));
            case Verdict.Failing(Failure cause) -> Outcome.failed(cause);
        };
    }

    @Override
    public Outcome<Wrapped> encrypt(SecretBytes plaintext, RequestUid uid, Budget budget) {
        // kube-apiserver never sends an empty seed, and it must not be stored: it would look like a lost one.
        if (plaintext.length() == 0) {
            return Outcome.failed(new Malformed(Failure.Part.PLAINTEXT, "must not be empty"));
        }
        boolean meaningful = timeoutIsMeaningful(budget);
        Snapshot now = published.current();
        Optional<Outcome<Wrapped>> local =
                PublishedSnapshot.outageKey(now).flatMap(entry -> encryptSeed.encryptInOutage(plaintext, entry, uid));
        if (local.isPresent()) {
            return local.get();
        }
        Outcome<DerivedKey> writeKey = now.writeKey();
        Outcome<Wrapped> wrapped = writeKey.then(
                entry -> encryptSeed.encrypt(plaintext, entry, new Call(Call.Cause.SERVE, budget, Optional.of(uid))));
        switch (wrapped) {
            case Ok<Wrapped> ok -> published.confirmed();
            case Failed<Wrapped>(VerifyFailed wrong) -> {
                published.failed(wrong, Optional.empty());
                prober.want();
            }
            case Failed<Wrapped>(Failure.Timeout late) when !meaningful -> {}
            case Failed<Wrapped>(Failure failure) -> {
                prober.want();
                if (Continuity.isOutage(failure) && writeKey instanceof Ok<DerivedKey>(DerivedKey entry)) {
                    return encryptSeed.encryptInOutage(plaintext, entry, uid).orElse(wrapped);
                }
            }
        }
        return wrapped;
    }

    @Override
    public Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, RequestUid uid, Budget budget) {
        boolean meaningful = timeoutIsMeaningful(budget);
        Outcome<SecretBytes> plaintext = decryptSeed.decrypt(ciphertext, keyId, annotations, uid, budget, meaningful);
        if (plaintext instanceof Failed<SecretBytes>(Failure failure) && concernsTheBackend(failure, meaningful)) {
            prober.want();
        }
        return plaintext;
    }

    /**
     * Whether the remaining time was enough for the key's server to answer: a caller that came too late says nothing
     * about the server.
     */
    private static boolean timeoutIsMeaningful(Budget budget) {
        return budget.remaining().compareTo(MIN_MEANINGFUL_BUDGET) >= 0;
    }

    /** Whether a probe could meet the same failure: a caller's bad request says nothing about the key's server. */
    private static boolean concernsTheBackend(Failure failure, boolean timeoutIsMeaningful) {
        return switch (failure) {
            case Failure.Denied denied -> true;
            case Failure.LoginFailed login -> true;
            case Failure.Unreachable unreachable -> true;
            case Failure.Sealed sealed -> true;
            case Failure.Timeout timeout -> timeoutIsMeaningful;
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
