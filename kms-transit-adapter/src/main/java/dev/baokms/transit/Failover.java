package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Sealed;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.port.Call;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Asks one address after the other, each once and a lone one twice, until one says something that counts. */
final class Failover {
    private final Wire wire;
    private final Addresses addresses;

    Failover(Wire wire, Addresses addresses) {
        this.wire = wire;
        this.addresses = addresses;
    }

    /**
     * @param skip how many of the best addresses to put last: their nodes lag
     * @return {@link Verdict.Elsewhere} only when no address was left to try
     */
    <T> Verdict<T> ask(Question<T> question, Optional<Token> token, int skip, Call call) {
        List<Integer> ranked = addresses.ranked();
        Collections.rotate(ranked, -skip);
        int attempts = Math.max(2, ranked.size());
        Failure failure = new Timeout();
        for (int i = 0; i < attempts && !call.budget().spent(); i++) {
            int position = ranked.get(i % ranked.size());
            boolean anotherLeft = i + 1 < ranked.size();
            Duration left = call.budget().remaining();
            // Half, so that a hanging first address leaves the next one a chance.
            Duration limit = anotherLeft ? left.dividedBy(2) : left;
            Verdict<T> verdict = wire.ask(question, addresses.url(position), token, limit, call);
            if (!(verdict instanceof Verdict.Elsewhere<T>(Failure reason, boolean up, boolean retryHere))) {
                addresses.answered(position);
                return verdict;
            }
            if (!up) {
                addresses.silent(position);
            }
            // That one is sealed tells the operator more than that another is silent.
            failure = failure instanceof Sealed ? failure : reason;
            if (!anotherLeft && !retryHere) {
                break;
            }
        }
        return new Verdict.Elsewhere<>(failure, false, false);
    }

    int addresses() {
        return addresses.ranked().size();
    }
}
