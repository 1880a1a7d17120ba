package dev.baokms.transit;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.ApiClient;
import dev.baokms.transit.api.ApiRequest;
import dev.baokms.transit.api.ApiRequests;
import dev.baokms.transit.api.DecryptItem;
import dev.baokms.transit.api.EncryptItem;
import dev.baokms.transit.batch.GroupCommit;
import dev.baokms.transit.http.HttpTransport;
import dev.baokms.transit.http.TrustedHttp;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.ProblemText;
import dev.baokms.transit.token.BorrowedToken;
import dev.baokms.transit.token.TokenSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One key of OpenBao's Transit engine over HTTP.
 *
 * <p>Each call ends within its own budget or the longest time that any call may take, whichever is sooner, including
 * login, failover and retries. It blocks, may be made from any number of threads, and ends early with {@code Timeout}
 * when its thread is interrupted. It retries silence, resets, answers of proxies and 5xx on the next address, or once
 * on a lone one; 401 and 403 once, after a fresh login; answers of a lagging standby for half a second. It follows no
 * redirect and repeats no other 4xx. Encrypts that arrive while a few are under way share requests, and so do Decrypts,
 * see {@link GroupCommit}.
 *
 * <p>The token is fetched and renewed by one background thread, which starts with the instance and ends with {@link
 * #close}. A token that another program issued is used as it is, never renewed and never revoked; its source is read
 * again when OpenBao refuses the token, on {@link #credentialReplaced}, and every 30 s.
 */
public final class OpenBaoTransit implements Transit, AutoCloseable {
    private final ApiRequests requests;
    private final HttpTransport transport;
    private final TokenSession session;
    private final RequestRunner runner;
    private final GroupCommit<EncryptItem, TransitCiphertext> encrypts;
    private final GroupCommit<DecryptItem, SecretBytes> decrypts;
    private final Duration longestCall;
    private final LongSupplier nanos;

    /**
     * Starts the background thread and with it the first login.
     *
     * @param http trust and client keys; connections are this instance's own and are closed by {@link #close}
     * @param longestCall upper bound of any one call: {@link TransitSettings#timeout} when an API server is served
     * @param events called on the calling thread or on the background thread
     * @param clock for the times in events only
     * @param nanos a monotonic clock such as {@code System::nanoTime}, for budgets and for the life of the token
     * @param random for jitter; used by one thread
     */
    public OpenBaoTransit(
            TrustedHttp http,
            TransitSettings settings,
            Duration longestCall,
            CredentialSource credentials,
            BackendEvent.Sink events,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.requests = new ApiRequests(settings.mountPath(), settings.keyName());
        this.longestCall = longestCall;
        this.nanos = nanos;
        this.transport = new HttpTransport(http, settings.allowPlainHttpLoopback(), nanos);
        var api = new ApiClient(transport, settings.addresses(), settings.namespace(), events, nanos);
        var rules = new TokenSession.Rules(
                settings.loginTimeout(), settings.tokenRenewalIncrement(), settings.loginBeforeTokenExpiry());
        this.session = new TokenSession(credentials, api, rules, events, clock, nanos, random);
        this.runner = new RequestRunner(api, session);
        var senders = new BatchSenders(requests, runner);
        this.encrypts = new GroupCommit<>(senders.ofEncrypts(), nanos);
        this.decrypts = new GroupCommit<>(senders.ofDecrypts(), nanos);
        session.start();
    }

    @Override
    public Outcome<KeyMetadata> readKey(Call call) {
        return ask(requests.readKey(), call);
    }

    @Override
    public Outcome<Boolean> upsertAllowed(Call call) {
        return ask(requests.upsertAllowed(), call);
    }

    @Override
    public Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call) {
        if (version < 1) {
            throw new IllegalArgumentException("version is " + version + ", need 1 or more");
        }
        return encrypts.ask(new EncryptItem(plaintext, version, aad), ApiCall.of(call, within(call.budget())));
    }

    @Override
    public Outcome<TransitCiphertext> encryptWithLatest(SecretBytes plaintext, Aad aad, Call call) {
        return ask(requests.encrypt(new EncryptItem(plaintext, ApiRequests.LATEST, aad)), call);
    }

    @Override
    public Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call) {
        return decrypts.ask(new DecryptItem(ciphertext, aad), ApiCall.of(call, within(call.budget())));
    }

    @Override
    public int mostAtOnce() {
        return ApiRequests.MOST_AT_ONCE;
    }

    /**
     * Sends one request for all, independent of {@link GroupCommit}; an item without a usable result is {@code
     * Unreachable}.
     */
    @Override
    public Outcome<List<Outcome<SecretBytes>>> decryptAll(List<Sealed> each, Call call) {
        if (each.isEmpty() || each.size() > mostAtOnce()) {
            throw new IllegalArgumentException("there are " + each.size() + " items, need 1 to " + mostAtOnce());
        }
        List<DecryptItem> items = each.stream()
                .map(one -> new DecryptItem(one.ciphertext(), one.aad()))
                .toList();
        return ask(requests.decryptMany(items), call)
                .map(answers -> answers.stream()
                        .map(answer -> answer.orElseGet(() -> Outcome.failed(new Unreachable(ProblemText.NO_ANSWER))))
                        .toList());
    }

    /**
     * Waits for the first login, for checks that need its result first. Other calls do not need this, because they wait
     * for a token themselves.
     */
    public Optional<Failure> login(Call call) {
        return switch (session.token(0, within(call.budget()))) {
            case Outcome.Ok<BorrowedToken>(BorrowedToken token) -> {
                token.close();
                yield Optional.empty();
            }
            case Outcome.Failed<BorrowedToken>(Failure failure) -> Optional.of(failure);
        };
    }

    /**
     * Reads {@code sys/capabilities-self}: what the policies of the token allow on paths, whether or not the paths
     * exist. Changes nothing.
     *
     * @param paths without {@code /v1/}, at least one, such as {@code transit/keys/app}; relative to the namespace
     * @return for each path the names that OpenBao gives, such as {@code read}; {@code deny} for nothing, {@code root}
     * for everything
     */
    public Outcome<Map<String, Set<String>>> capabilities(Collection<String> paths, Call call) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("paths is empty, need at least one");
        }
        return ask(ApiRequests.capabilities(paths), call);
    }

    /**
     * Reports a replaced credential. A failed login is tried again at once, and an issued token is read again; a token
     * from a login here is kept while it is good.
     */
    public void credentialReplaced() {
        session.credentialReplaced();
    }

    /**
     * How many requests a token serves before the next login, by {@code token_num_uses} of its role; 0 for any number,
     * and before the first login.
     */
    public long tokenUseLimit() {
        return session.useLimit();
    }

    /** Ends the background thread, wipes the token and closes idle connections. Calls under way fail as unreachable. */
    @Override
    public void close() {
        session.close();
        transport.dropIdleConnections();
    }

    /** For tests: how many Encrypts and Decrypts wait for a request to leave with. */
    int queued() {
        return encrypts.queued() + decrypts.queued();
    }

    private <T> Outcome<T> ask(ApiRequest<T> request, Call call) {
        return runner.run(request, ApiCall.of(call, within(call.budget())));
    }

    private Budget within(Budget callers) {
        Budget longest = Budget.starting(nanos, longestCall);
        return () -> {
            var left = callers.remaining();
            var most = longest.remaining();
            return left.compareTo(most) < 0 ? left : most;
        };
    }
}
