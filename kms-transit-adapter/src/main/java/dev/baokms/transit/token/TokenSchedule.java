package dev.baokms.transit.token;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The next step for the token, and when it is due. Not safe for threads: its owner's lock guards it. */
final class TokenSchedule {
    enum Step {
        LOGIN,
        RENEW,
        REST
    }

    /** How often an issued token is read again: its issuer does not announce a new one, and reading is cheap. */
    static final Duration ISSUED_TOKEN_CHECK = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final RetryBackoff backoff;
    private final Duration loginBeforeExpiry;
    private Step step = Step.LOGIN;
    private long due;
    private long lastFailure;

    TokenSchedule(LongSupplier nanos, RetryBackoff backoff, Duration loginBeforeExpiry) {
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

    void after(TokenLease token) {
        backoff.reset();
        if (token.origin() == TokenLease.Origin.ISSUED) {
            step = Step.LOGIN;
            due = token.askedNanos() + ISSUED_TOKEN_CHECK.toNanos();
        } else if (token.endless()) {
            step = Step.REST;
        } else {
            step = token.worthRenewing(loginBeforeExpiry) ? Step.RENEW : Step.LOGIN;
            due = token.twoThirds();
        }
    }

    void loginNow() {
        step = Step.LOGIN;
        due = nanos.getAsLong();
    }

    /** @param tokenLives whether a token is still good, so that there is time */
    void again(Step same, Failure failure, boolean tokenLives) {
        boolean noHurry = tokenLives || isRefusal(failure);
        step = same;
        lastFailure = nanos.getAsLong();
        due = lastFailure
                + backoff.next(noHurry ? RetryBackoff.LONG : RetryBackoff.SHORT).toNanos();
    }

    /**
     * Whether a caller fails with the known failure instead of waiting: after a refused credential until the next try,
     * otherwise for a moment.
     */
    boolean tooSoonAfter(Failure failure) {
        return isRefusal(failure) ? untilDue() > 0 : nanos.getAsLong() - lastFailure < RetryBackoff.FIRST.toNanos();
    }

    /**
     * Whether a server refused the credential: asking again soon would look like guessing, and may lock the account.
     */
    private static boolean isRefusal(Failure failure) {
        return failure instanceof LoginFailed login && login.refused();
    }
}
