package dev.baokms.transit.token;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.BackendEvent.How;
import dev.baokms.transit.report.ProblemText;
import dev.baokms.transit.token.TokenSchedule.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The state that callers and the one worker share: the token, the next step, and who waits. Every method takes the
 * lock; none asks OpenBao.
 *
 * <p>Life is measured on the monotonic clock: a step of the wall clock must neither end a token nor prolong it.
 */
final class TokenState {
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition loginEnded = lock.newCondition();
    private final TokenSchedule schedule;
    private final ReloginThrottle relogins;
    private Optional<TokenLease> held = Optional.empty();
    private long generation;
    private boolean wanted;
    private boolean loggingIn;
    private boolean loginWasWanted;
    private long loginsEnded;
    private Optional<Failure> loginFailure = Optional.empty();
    private Optional<RuntimeException> bug = Optional.empty();
    private boolean closed;

    TokenState(LongSupplier nanos, RandomGenerator random, Duration loginBeforeExpiry) {
        this.nanos = nanos;
        this.schedule = new TokenSchedule(nanos, new RetryBackoff(random), loginBeforeExpiry);
        this.relogins = new ReloginThrottle(nanos);
    }

    /** For callers: see {@link TokenSession#token}. */
    Outcome<BorrowedToken> token(long after, Budget budget) {
        lock.lock();
        try {
            boolean decided = hasNewerThan(after) || closed || failsWithTheLastFailure();
            while (!decided) {
                if (!awaitLogin(budget)) {
                    return Outcome.failed(new Timeout());
                }
                // Other callers may already have used up a token with few uses.
                decided = hasNewerThan(after) || closed || loginFailure.isPresent() || bug.isPresent();
            }
            return lend(after);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(new Timeout());
        } finally {
            lock.unlock();
        }
    }

    /** For callers: see {@link TokenSession#worthReplacing}. */
    boolean worthReplacing(long refused, boolean policy) {
        return locked(() -> !policy || hasNewerThan(refused) || relogins.allows(refused));
    }

    /** For callers: see {@link TokenSession#credentialReplaced}. */
    void credentialReplaced() {
        lock.lock();
        try {
            if (loginFailure.isPresent() || holdsIssuedToken()) {
                schedule.loginNow();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Joins the login under way, or requests one. False when the budget ends first. */
    private boolean awaitLogin(Budget budget) throws InterruptedException {
        if (!loggingIn) {
            wanted = true;
            work.signal();
        }
        long before = loginsEnded;
        while (loginsEnded == before && !closed) {
            if (budget.spent()) {
                return false;
            }
            var unused = loginEnded.awaitNanos(budget.remaining().toNanos());
        }
        return true;
    }

    private boolean hasNewerThan(long after) {
        return generation > after && held.isPresent() && held.get().alive(nanos.getAsLong());
    }

    private boolean failsWithTheLastFailure() {
        return !loggingIn
                && !wanted
                && loginFailure.filter(schedule::tooSoonAfter).isPresent();
    }

    private boolean holdsIssuedToken() {
        return held.filter(token -> token.origin() == TokenLease.Origin.ISSUED).isPresent();
    }

    private Outcome<BorrowedToken> lend(long after) {
        if (hasNewerThan(after)) {
            return Outcome.ok(held.orElseThrow().lend(generation));
        }
        if (closed) {
            return Outcome.failed(new Unreachable(ProblemText.CLOSED));
        }
        bug.ifPresent(cause -> {
            throw new IllegalStateException("login ended with an exception", cause);
        });
        return Outcome.failed(loginFailure.orElseGet(() -> new Unreachable(ProblemText.NO_ANSWER)));
    }

    /**
     * For the worker: blocks until there is something to do. {@link Step#REST} means that there will never be anything.
     */
    Step nextStep() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                boolean resting = schedule.step() == Step.REST;
                if (wanted || (!resting && schedule.untilDue() <= 0)) {
                    boolean renew = !wanted && schedule.step() == Step.RENEW && hasNewerThan(0);
                    loggingIn = !renew;
                    loginWasWanted = wanted;
                    wanted = false;
                    return renew ? Step.RENEW : Step.LOGIN;
                }
                if (resting) {
                    work.await();
                } else {
                    var unused = work.awaitNanos(schedule.untilDue());
                }
            }
            return Step.REST;
        } finally {
            lock.unlock();
        }
    }

    /** For the worker: the lease to renew; empty when it has just ended, and the next step is a login. */
    Optional<TokenLease> renewable() {
        return locked(() -> held.filter(token -> hasNewerThan(0)));
    }

    /**
     * For the worker: a login ended. An unchanged issued token is no event, and counts as a new generation only for a
     * caller that asked for one.
     */
    Optional<BackendEvent> loginEnded(Outcome<TokenLease> outcome) {
        return locked(() -> {
            bug = Optional.empty();
            return switch (outcome) {
                case Outcome.Failed<TokenLease>(Failure failure) -> Optional.of(endLogin(Optional.of(failure)));
                case Outcome.Ok<TokenLease>(TokenLease token) -> {
                    boolean same = holdsIssuedToken()
                            && held.filter(token::holdsSameTokenAs).isPresent();
                    boolean news = !same || loginFailure.isPresent();
                    if (!same || loginWasWanted) {
                        generation++;
                    }
                    held.ifPresent(TokenLease::close);
                    hold(token);
                    BackendEvent changed = endLogin(Optional.empty());
                    yield news ? Optional.of(changed) : Optional.empty();
                }
            };
        });
    }

    /**
     * For the worker: a login or renewal ended by a bug, here or in a credential source. Callers get it as an
     * exception.
     */
    BackendEvent brokenBy(RuntimeException cause) {
        return locked(() -> {
            bug = Optional.of(cause);
            return endLogin(Optional.of(new Unreachable(ProblemText.NO_ANSWER)));
        });
    }

    private BackendEvent endLogin(Optional<Failure> failure) {
        loginFailure = failure;
        failure.ifPresent(reason -> schedule.again(Step.LOGIN, reason, hasNewerThan(0)));
        loggingIn = false;
        loginsEnded++;
        loginEnded.signalAll();
        return changed(How.LOGIN, failure);
    }

    /** For the worker: a renewal ended. */
    BackendEvent renewalEnded(Outcome<TokenLease> outcome) {
        return locked(() -> switch (outcome) {
            case Outcome.Ok<TokenLease>(TokenLease renewed) -> {
                hold(renewed);
                yield changed(How.RENEWAL, Optional.empty());
            }
            case Outcome.Failed<TokenLease>(LoginFailed refused) -> {
                schedule.loginNow();
                yield changed(How.RENEWAL, Optional.of(refused));
            }
            case Outcome.Failed<TokenLease>(Failure failure) -> {
                schedule.again(Step.RENEW, failure, hasNewerThan(0));
                yield changed(How.RENEWAL, Optional.of(failure));
            }
        });
    }

    private void hold(TokenLease token) {
        held = Optional.of(token);
        schedule.after(token);
    }

    private BackendEvent changed(How how, Optional<Failure> failure) {
        return new BackendEvent.TokenChanged(
                how, failure, held.filter(token -> hasNewerThan(0)).flatMap(TokenLease::validUntil), useLimit());
    }

    /** How often the token may be used; 0 for any number, and without a token. */
    long useLimit() {
        return locked(() -> held.map(TokenLease::useLimit).orElse(0L));
    }

    /** Lends nothing from now on and releases every waiting thread. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            loginEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** After the worker's end. */
    void wipe() {
        lock.lock();
        try {
            held.ifPresent(TokenLease::close);
            held = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
