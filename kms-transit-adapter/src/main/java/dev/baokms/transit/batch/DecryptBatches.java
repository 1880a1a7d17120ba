package dev.baokms.transit.batch;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.DecryptItem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decrypts with group commit: while a few requests are under way, those who come gather, and leave as one request. A lone caller is
 * never held back.
 *
 * <p>Each caller keeps its own budget and gets the answer to its own item: what fails for one fails for no other. The thread of one of
 * them sends the batch, within its own budget; when that is spent, those with time left ask for themselves. A batch that OpenBao
 * refuses as a whole is asked for item by item, and for a while no other is tried.
 */
public final class DecryptBatches {
    /** How requests are sent; both block. */
    public interface Sender {
        Outcome<SecretBytes> one(DecryptItem item, ApiCall call);

        /** @return one element for each item, in order; empty for an item that must be asked for alone */
        Outcome<List<Optional<Outcome<SecretBytes>>>> many(List<DecryptItem> items, ApiCall call);
    }

    // A single answer takes OpenBao a few hundred microseconds, so four keep two cores busy.
    private static final int AT_ONCE = 4;
    /** Six JSON strings for each, of the 1000 that OpenBao reads at most; and a body of some 30 KB. */
    static final int LARGEST = 32;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Sender sender;
    private final LongSupplier nanos;
    private final DecryptQueue queue = new DecryptQueue(AT_ONCE, LARGEST);
    private volatile Optional<Long> pausedSince = Optional.empty();

    /** @param nanos a monotonic clock */
    public DecryptBatches(Sender sender, LongSupplier nanos) {
        this.sender = sender;
        this.nanos = nanos;
    }

    /** Blocks for the item's own answer. */
    public Outcome<SecretBytes> decrypt(DecryptItem item, ApiCall call) {
        if (paused()) {
            return sender.one(item, call);
        }
        var waiter = new Waiter(item, call);
        if (queue.takeOrQueue(waiter)) {
            return first(waiter);
        }
        return switch (waiter.await()) {
            case Waiter.Turn.Lead(List<Waiter> batch) -> lead(waiter, batch);
            case Waiter.Turn.Answer(Outcome<SecretBytes> outcome) -> outcome;
            case Waiter.Turn.Alone alone -> sender.one(item, call);
            case Waiter.Turn.Gone gone -> {
                queue.leave(waiter);
                yield Outcome.failed(new Timeout());
            }
        };
    }

    private Outcome<SecretBytes> first(Waiter waiter) {
        try {
            return sender.one(waiter.item(), waiter.call());
        } finally {
            queue.release();
        }
    }

    private Outcome<SecretBytes> lead(Waiter leader, List<Waiter> batch) {
        List<Waiter> present = batch.stream().filter(waiter -> !waiter.isGone()).toList();
        if (present.size() == 1) {
            return first(leader);
        }
        Outcome<List<Optional<Outcome<SecretBytes>>>> answers = send(leader, present);
        Optional<Outcome<SecretBytes>> own = Optional.empty();
        for (int i = 0; i < present.size(); i++) {
            Waiter waiter = present.get(i);
            Optional<Outcome<SecretBytes>> answer = answerTo(waiter, i, answers);
            if (waiter == leader) {
                own = answer;
            } else {
                answer.ifPresentOrElse(waiter::answer, waiter::sendAlone);
            }
        }
        return own.orElseGet(() -> alone(leader, answers));
    }

    private Outcome<List<Optional<Outcome<SecretBytes>>>> send(Waiter leader, List<Waiter> present) {
        try {
            return sender.many(
                    present.stream().map(Waiter::item).toList(), leader.call().ofMany());
        } catch (RuntimeException | Error bug) {
            present.stream().filter(waiter -> waiter != leader).forEach(Waiter::sendAlone);
            throw bug;
        } finally {
            queue.release();
        }
    }

    /** Empty when the item must be asked for alone. */
    private static Optional<Outcome<SecretBytes>> answerTo(
            Waiter waiter, int position, Outcome<List<Optional<Outcome<SecretBytes>>>> answers) {
        return switch (answers) {
            case Outcome.Ok<List<Optional<Outcome<SecretBytes>>>>(var each) -> each.get(position);
            case Outcome.Failed<List<Optional<Outcome<SecretBytes>>>>(Failure failure) ->
                holdsForEach(failure, waiter) ? Optional.of(Outcome.failed(failure)) : Optional.empty();
        };
    }

    /** Whether the waiter would get the same by itself: another's time being up, or a batch being refused, says nothing to it. */
    private static boolean holdsForEach(Failure failure, Waiter waiter) {
        return failure instanceof Sealed
                || failure instanceof Busy
                || failure instanceof LoginFailed
                || (failure instanceof Timeout && !waiter.remaining().isPositive());
    }

    private Outcome<SecretBytes> alone(Waiter leader, Outcome<?> answers) {
        Outcome<SecretBytes> alone = sender.one(leader.item(), leader.call());
        if (answers instanceof Outcome.Failed<?> && alone instanceof Outcome.Ok<SecretBytes>) {
            // Whatever is in the way, it is in the way of batches alone: a policy, a proxy's limit, a server's.
            pausedSince = Optional.of(nanos.getAsLong());
        }
        return alone;
    }

    /** How many callers wait for their turn. */
    public int queued() {
        return queue.queued();
    }

    /** How many requests could leave at once. */
    int freeSlots() {
        return queue.free();
    }

    private boolean paused() {
        return pausedSince
                .map(since -> nanos.getAsLong() - since < PAUSE.toNanos())
                .orElse(false);
    }
}
