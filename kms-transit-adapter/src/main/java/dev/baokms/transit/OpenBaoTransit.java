package dev.baokms.transit;

import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.CredentialSource;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.Transit;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/**
 * One key of OpenBao's Transit engine over HTTP.
 *
 * <p>Each call keeps to its own budget or to {@link TransitSettings#timeout}, whichever ends first: login, failover and retries
 * included. It blocks, may be made from any number of threads, and ends early with {@code Timeout} when its thread is
 * interrupted. Retried are: silence, resets, answers of proxies and 5xx, on the next address or once on a lone one; 401 and 403,
 * once after a fresh login; the answers of a lagging standby, for half a second. A redirect is never followed, no other 4xx is
 * ever repeated.
 *
 * <p>The token is fetched and renewed by one background thread, which starts with the instance and ends with {@link #close}.
 */
public final class OpenBaoTransit implements Transit, AutoCloseable {
    private final Requests requests;
    private final Failover failover;
    private final TokenSession session;
    private final Wire wire;
    private final TransitSettings settings;
    private final LongSupplier nanos;

    /**
     * @param http trust, client identity and connection pool; its time limits, redirects and retries are replaced. Its pool is
     *     emptied by {@link #close}
     * @param events told on the calling thread or on the background thread
     * @param nanos a monotonic clock such as {@code System::nanoTime}, for budgets and for the life of the token
     * @param clock for the times in events only
     * @param random for jitter; used by one thread
     */
    public OpenBaoTransit(
            OkHttpClient http,
            TransitSettings settings,
            CredentialSource credentials,
            Event.Sink events,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.requests = new Requests(settings.mountPath(), settings.keyName());
        this.settings = settings;
        this.nanos = nanos;
        this.wire = new Wire(http, settings, events, nanos);
        this.failover = new Failover(wire, new Addresses(settings.addresses(), events));
        var logins = new Logins(credentials, failover, settings.tokenRenewalIncrement());
        var plan = new Plan(nanos, new Backoff(random), settings.loginBeforeTokenExpiry());
        this.session = new TokenSession(logins, plan, settings.loginTimeout(), events, clock, nanos);
        session.start();
    }

    @Override
    public Outcome<KeyMetadata> readKey(Call call) {
        return answer(requests.readKey(), call);
    }

    @Override
    public Outcome<Boolean> upsertAllowed(Call call) {
        return answer(requests.upsertAllowed(), call);
    }

    @Override
    public Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call) {
        if (version < LATEST) {
            throw new IllegalArgumentException("version is " + version + ", need 0 for the latest or more");
        }
        return answer(requests.encrypt(plaintext, version, aad), call);
    }

    @Override
    public Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call) {
        return answer(requests.decrypt(ciphertext, aad), call);
    }

    /**
     * Waits for the first login, for checks that want to know how it went before they ask for more. Other calls need not: they
     * wait for a token by themselves.
     */
    public Optional<Failure> login(Call call) {
        return switch (session.token(0, within(call.budget()))) {
            case Outcome.Ok<Token>(Token token) -> {
                token.close();
                yield Optional.empty();
            }
            case Outcome.Failed<Token>(Failure failure) -> Optional.of(failure);
        };
    }

    /**
     * Reads {@code sys/capabilities-self}: what the policies of our own token allow, whether or not there is anything to do it
     * with. Changes nothing.
     *
     * @param paths without {@code /v1/}, at least one, such as {@code transit/keys/app}; relative to the namespace
     * @return for each path the names OpenBao gives, such as {@code read}; {@code deny} for nothing, {@code root} for everything
     */
    public Outcome<Map<String, Set<String>>> capabilities(Collection<String> paths, Call call) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("paths is empty, need at least one");
        }
        return answer(Requests.capabilities(paths), call);
    }

    /** Says that logins may go better now. A login that failed is tried again at once; a token that serves is kept. */
    public void credentialReplaced() {
        session.credentialReplaced();
    }

    /** Ends the background thread, wipes the token and closes idle connections. Calls under way fail as unreachable. */
    @Override
    public void close() {
        session.close();
        wire.dropIdleConnections();
    }

    private <T> Outcome<T> answer(Question<T> question, Call asked) {
        Call call = new Call(asked.cause(), within(asked.budget()), asked.uid());
        Lag lag = new Lag(failover.addresses());
        long refused = 0;
        try (question) {
            while (true) {
                switch (session.token(refused, call.budget()).map(token -> round(question, token, lag, call))) {
                    case Outcome.Failed<Round<T>>(Failure noToken) -> {
                        return Outcome.failed(noToken);
                    }
                    case Outcome.Ok<Round<T>>(Round<T>(Verdict.Final<T>(Outcome<T> outcome), long used)) -> {
                        return outcome;
                    }
                    case Outcome.Ok<Round<T>>(Round<T>(Verdict.Elsewhere<T> nowhere, long used)) -> {
                        return Outcome.failed(nowhere.failure());
                    }
                    case Outcome.Ok<Round<T>>(Round<T>(Verdict.Lagging<T>(Failure failure), long used)) -> {
                        if (!lag.again(call.budget())) {
                            return Outcome.failed(failure);
                        }
                    }
                    case Outcome.Ok<Round<T>>(Round<T>(Verdict.TokenRefused<T> refusal, long used)) -> {
                        // One fresh login in a call, never a loop of them.
                        if (refused == 0 && session.worthReplacing(used, refusal.policy())) {
                            refused = used;
                        } else if (!refusal.mayBeLag() || !lag.again(call.budget())) {
                            return Outcome.failed(refusal.failure());
                        }
                    }
                }
            }
        }
    }

    private <T> Round<T> round(Question<T> question, Token token, Lag lag, Call call) {
        try (token) {
            return new Round<>(failover.ask(question, Optional.of(token), lag.turns(), call), token.generation());
        }
    }

    private Budget within(Budget callers) {
        Budget ours = Budget.starting(nanos, settings.timeout());
        return () -> {
            var left = callers.remaining();
            var most = ours.remaining();
            return left.compareTo(most) < 0 ? left : most;
        };
    }

    private record Round<T>(Verdict<T> verdict, long generation) {}
}
