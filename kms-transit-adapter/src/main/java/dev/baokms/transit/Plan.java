package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/** What is to be done for the token next, and when. Not safe for threads: its owner's lock guards it. */
final class Plan {
    enum Step {
        LOGIN,
        RENEW,
        REST
    }

    /** Somebody looked at the credential and said no: asking again soon looks like guessing, and may lock the account. */
    private static final Set<Failure> REFUSALS = Set.of(
            new LoginFailed(Problem.REFUSED),
            new LoginFailed(Problem.CLIENT_REFUSED),
            new LoginFailed(Problem.GRANT_REFUSED));

    private final LongSupplier nanos;
    private final Backoff backoff;
    private final Duration loginBeforeExpiry;
    private Step step = Step.LOGIN;
    private long due;
    private long lastFailure;

    Plan(LongSupplier nanos, Backoff backoff, Duration loginBeforeExpiry) {
        this.nanos = nanos;
        this.backoff = backoff;
        this.loginBeforeExpiry = loginBeforeExpiry;
        this.due = nanos.getAsLong();
    }

    Step step() {
        return step;
    }

    /** Nanoseconds from now; meaningless while resting. */
    long untilDue() {
        return due - nanos.getAsLong();
    }

    void after(Held token) {
        backoff.reset();
        due = token.twoThirds();
        if (token.endless()) {
            step = Step.REST;
        } else {
            step = token.worthRenewing(loginBeforeExpiry) ? Step.RENEW : Step.LOGIN;
        }
    }

    void loginNow() {
        step = Step.LOGIN;
        due = nanos.getAsLong();
    }

    /** @param tokenLives whether there is time, because a token still serves */
    void again(Step same, Failure failure, boolean tokenLives) {
        boolean noHurry = tokenLives || REFUSALS.contains(failure);
        step = same;
        lastFailure = nanos.getAsLong();
        due = lastFailure + backoff.next(noHurry ? Backoff.LONG : Backoff.SHORT).toNanos();
    }

    /** Whether a caller must do with the failure we know: a refused credential until we try again, all else for a moment. */
    boolean tooSoonAfter(Failure failure) {
        return REFUSALS.contains(failure) ? untilDue() > 0 : nanos.getAsLong() - lastFailure < Backoff.FIRST.toNanos();
    }
}
