package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Event;
import dev.baokms.transit.Plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The token: who holds it, who waits for it, when it is renewed. One thread does all logins and renewals, so concurrent callers
 * cause one login, and a caller that gives up does not end it.
 *
 * <p>Life is measured on the monotonic clock: a step of the wall clock must neither end a token nor prolong it.
 */
final class TokenSession implements AutoCloseable {
    private final Logins logins;
    private final Duration timeout;
    private final Event.Sink events;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Thread worker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition loginEnded = lock.newCondition();
    // All below are guarded by the lock.
    private final Plan plan;
    private final PolicyPatience patience;
    private Optional<Held> held = Optional.empty();
    private long generation;
    private boolean wanted;
    private boolean loggingIn;
    private long loginsEnded;
    private Optional<Failure> loginFailure = Optional.empty();
    private Optional<RuntimeException> bug = Optional.empty();
    private boolean closed;

    TokenSession(
            Logins logins, Plan plan, Duration timeout, Event.Sink events, InstantSource clock, LongSupplier nanos) {
        this.logins = logins;
        this.plan = plan;
        this.patience = new PolicyPatience(nanos);
        this.timeout = timeout;
        this.events = events;
        this.clock = clock;
        this.nanos = nanos;
        // Virtual, because only then does an interrupt end a blocking read, which is what close needs.
        this.worker = Thread.ofVirtual().name("openbao-token").unstarted(this::run);
    }

    void start() {
        worker.start();
    }

    /**
     * A token of a later generation than {@code after}; waits only if there is none.
     *
     * @param after the generation that was refused, or 0
     */
    Outcome<Token> token(long after, Budget budget) {
        lock.lock();
        try {
            boolean waits = !hasNewerThan(after) && !closed && !mustDoWithTheFailureWeKnow();
            if (waits && !awaitLogin(budget)) {
                return Outcome.failed(new Timeout());
            }
            return lend(after);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(new Timeout());
        } finally {
            lock.unlock();
        }
    }

    /** Whether a fresh login is due after OpenBao refused this generation; true also when there has been one already. */
    boolean worthReplacing(long refused, boolean policy) {
        return locked(() -> !policy || hasNewerThan(refused) || patience.allows(refused));
    }

    /** The credential is another one: that the former one failed is no reason to wait any longer. */
    void credentialReplaced() {
        lock.lock();
        try {
            if (loginFailure.isPresent()) {
                plan.loginNow();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Joins the login that is under way, or has one made. False when the budget ends first. */
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

    private boolean mustDoWithTheFailureWeKnow() {
        return !loggingIn && !wanted && loginFailure.filter(plan::tooSoonAfter).isPresent();
    }

    private Outcome<Token> lend(long after) {
        if (hasNewerThan(after)) {
            return Outcome.ok(held.orElseThrow().lend(generation));
        }
        if (closed) {
            return Outcome.failed(new Unreachable());
        }
        bug.ifPresent(cause -> {
            throw new IllegalStateException("login ended with an exception", cause);
        });
        return Outcome.failed(loginFailure.orElseGet(Unreachable::new));
    }

    private void run() {
        try {
            while (true) {
                switch (nextStep()) {
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

    /** Blocks until there is something to do; {@link Step#REST} means for ever. */
    private Step nextStep() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                boolean resting = plan.step() == Step.REST;
                if (wanted || (!resting && plan.untilDue() <= 0)) {
                    boolean renew = !wanted && plan.step() == Step.RENEW && hasNewerThan(0);
                    loggingIn = !renew;
                    wanted = false;
                    return renew ? Step.RENEW : Step.LOGIN;
                }
                if (resting) {
                    work.await();
                } else {
                    var unused = work.awaitNanos(plan.untilDue());
                }
            }
            return Step.REST;
        } finally {
            lock.unlock();
        }
    }

    /** A bug, ours or the credential source's, is thrown at the callers, who are counted and seen; the thread must live on. */
    private void surviving(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            locked(() -> {
                bug = Optional.of(e);
                return endLogin(Optional.of(new Unreachable()));
            });
        }
    }

    private void login() {
        long asked = nanos.getAsLong();
        Instant askedAt = clock.instant();
        Outcome<Grant> outcome = logins.login(Budget.starting(nanos, timeout));
        events.accept(locked(() -> {
            bug = Optional.empty();
            return switch (outcome) {
                case Outcome.Ok<Grant>(Grant grant) -> {
                    held.ifPresent(Held::close);
                    generation++;
                    hold(new Held(grant, grant.token(), grant.lease(), asked, askedAt));
                    yield endLogin(Optional.empty());
                }
                case Outcome.Failed<Grant>(Failure failure) -> endLogin(Optional.of(failure));
            };
        }));
    }

    private Event endLogin(Optional<Failure> failure) {
        loginFailure = failure;
        failure.ifPresent(reason -> plan.again(Step.LOGIN, reason, hasNewerThan(0)));
        loggingIn = false;
        loginsEnded++;
        loginEnded.signalAll();
        return changed("login", failure);
    }

    private void renew() {
        long asked = nanos.getAsLong();
        Instant askedAt = clock.instant();
        switch (locked(() -> lend(0))) {
            // Its life ended a moment ago: the next step is a login.
            case Outcome.Failed<Token> ended -> {}
            case Outcome.Ok<Token>(Token token) -> {
                Outcome<Grant> outcome;
                try (token) {
                    outcome = logins.renew(token, Budget.starting(nanos, timeout));
                }
                events.accept(locked(() -> endRenewal(outcome, asked, askedAt)));
            }
        }
    }

    private Event endRenewal(Outcome<Grant> outcome, long asked, Instant askedAt) {
        return switch (outcome) {
            case Outcome.Ok<Grant>(Grant grant) -> {
                grant.token().close();
                held.ifPresent(token -> hold(token.renewed(grant, asked, askedAt)));
                yield changed("renewal", Optional.empty());
            }
            case Outcome.Failed<Grant>(LoginFailed refused) -> {
                plan.loginNow();
                yield changed("renewal", Optional.of(refused));
            }
            case Outcome.Failed<Grant>(Failure failure) -> {
                plan.again(Step.RENEW, failure, hasNewerThan(0));
                yield changed("renewal", Optional.of(failure));
            }
        };
    }

    private void hold(Held token) {
        held = Optional.of(token);
        plan.after(token);
    }

    private Event changed(String how, Optional<Failure> failure) {
        return new Event.TokenChanged(
                how, failure, held.filter(token -> hasNewerThan(0)).flatMap(Held::validUntil));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            loginEnded.signalAll();
        } finally {
            lock.unlock();
        }
        worker.interrupt();
        try {
            worker.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            held.ifPresent(Held::close);
            held = Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
