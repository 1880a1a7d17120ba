package dev.baokms.transit.token;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Budget;
import dev.baokms.transit.api.ApiClient;
import dev.baokms.transit.report.BackendEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The token for all calls to OpenBao. One thread does all logins and renewals, so concurrent callers cause only one
 * login, and a caller that gives up does not end it.
 *
 * <p>A token that another program issued is used as it is: no login, no renewal, no revocation, and its end is not
 * known. Its source is read again when OpenBao refuses the token, when another credential is reported, and every 30 s.
 */
public final class TokenSession implements AutoCloseable {
    private final Authenticator authenticator;
    private final TokenState state;
    private final Duration timeout;
    private final BackendEvent.Sink events;
    private final LongSupplier nanos;
    private final Thread worker;

    /**
     * The time rules of tokens.
     *
     * @param loginTimeout upper bound of any one login or renewal
     * @param renewalIncrement the life that a renewal asks for, in whole seconds
     * @param loginBeforeExpiry a login follows when a renewal gives less life than the login did, and less than this
     */
    public record Rules(Duration loginTimeout, Duration renewalIncrement, Duration loginBeforeExpiry) {}

    /**
     * @param events called on the background thread
     * @param clock for the times in events only
     * @param nanos a monotonic clock, for the life of the token
     * @param random for jitter; used by one thread
     */
    public TokenSession(
            CredentialSource credentials,
            ApiClient api,
            Rules rules,
            BackendEvent.Sink events,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.authenticator = new Authenticator(credentials, api, rules.renewalIncrement(), clock, nanos);
        this.state = new TokenState(nanos, random, rules.loginBeforeExpiry());
        this.timeout = rules.loginTimeout();
        this.events = events;
        this.nanos = nanos;
        // A virtual thread, because close needs an interrupt to end a blocking read.
        this.worker = Thread.ofVirtual().name("openbao-token").unstarted(this::run);
    }

    /** Starts the thread, which begins with the first login. */
    public void start() {
        worker.start();
    }

    /**
     * A token of a later generation than {@code after}; waits only if there is none.
     *
     * @param after the generation that was refused, or 0
     */
    public Outcome<BorrowedToken> token(long after, Budget budget) {
        return state.token(after, budget);
    }

    /**
     * Whether a fresh login is worthwhile after OpenBao refused this generation; also true when there has been one
     * already.
     */
    public boolean worthReplacing(long refused, boolean policy) {
        return state.worthReplacing(refused, policy);
    }

    /** Reports another credential, so that the failure of the former one is no reason to wait any longer. */
    public void credentialReplaced() {
        state.credentialReplaced();
    }

    /** How many requests may be made with the token; 0 for any number, and without a token. */
    public long useLimit() {
        return state.useLimit();
    }

    private void run() {
        try {
            while (true) {
                switch (state.nextStep()) {
                    case LOGIN -> surviving(this::login);
                    case RENEW -> surviving(this::renew);
                    case REST -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A bug here or in the credential source is thrown to the callers, where it is counted and logged; the thread must
     * live on.
     */
    private void surviving(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            events.accept(state.brokenBy(e));
        }
    }

    private void login() {
        state.loginEnded(authenticator.obtain(Budget.starting(nanos, timeout))).ifPresent(events);
    }

    private void renew() {
        state.renewable()
                .map(lease -> authenticator.renew(lease, Budget.starting(nanos, timeout)))
                .map(state::renewalEnded)
                .ifPresent(events);
    }

    @Override
    public void close() {
        state.close();
        worker.interrupt();
        try {
            worker.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.wipe();
    }
}
