package dev.baokms.transit.batch;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.transit.api.ApiCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Requests of one kind with group commit: while a few are under way, later callers gather and leave as one request. A
 * lone caller is never held back.
 *
 * <p>Each caller keeps its own budget and gets the answer to its own item; one item's failure affects no other. One
 * caller's thread sends the batch within that caller's budget; when it is spent, callers with time left ask for
 * themselves. A batch that OpenBao refuses as a whole is sent again item by item, and for a while no other batch is
 * tried.
 *
 * @param <I> what one caller asks for; read only while that caller waits
 * @param <O> what it gets; a secret whose caller no longer waits is wiped
 */
public final class GroupCommit<I, O> {
    /** Sends requests; both methods block. */
    public interface Sender<I, O> {
        Outcome<O> one(I item, ApiCall call);

        /** Reads the items; callers may wipe them as soon as this returns. */
        GroupRequest<O> many(List<I> items);
    }

    /** One request for several items. */
    public interface GroupRequest<O> {
        /** @return one element for each item, in order; empty for an item that must be sent alone */
        Outcome<List<Optional<Outcome<O>>>> send(ApiCall call);
    }

    // A single answer takes OpenBao a few hundred microseconds, so four keep two cores busy.
    private static final int AT_ONCE = 4;
    /** At most seven JSON strings for each item, of the 1000 that OpenBao reads, and a body of about 30 KB. */
    static final int LARGEST = 32;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Sender<I, O> sender;
    private final LongSupplier nanos;
    private final GroupQueue<I, O> queue = new GroupQueue<>(AT_ONCE, LARGEST);
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<Long> pausedSince = Optional.empty();

    /** @param nanos a monotonic clock */
    public GroupCommit(Sender<I, O> sender, LongSupplier nanos) {
        this.sender = sender;
        this.nanos = nanos;
    }

    /** Blocks until the item's own answer comes. */
    public Outcome<O> ask(I item, ApiCall call) {
        if (paused()) {
            return sender.one(item, call);
        }
        var waiter = new Waiter<I, O>(item, call);
        if (queue.takeOrQueue(waiter)) {
            return first(waiter);
        }
        return switch (waiter.await()) {
            case Waiter.Turn.Lead<I, O>(List<Waiter<I, O>> batch) -> lead(waiter, batch);
            case Waiter.Turn.Answer<I, O>(Outcome<O> outcome) -> outcome;
            case Waiter.Turn.Alone<I, O> alone -> sender.one(item, call);
            case Waiter.Turn.Gone<I, O> gone -> {
                leave(waiter);
                yield Outcome.failed(new Timeout());
            }
        };
    }

    private Outcome<O> first(Waiter<I, O> waiter) {
        try {
            return sender.one(waiter.item(), waiter.call());
        } finally {
            queue.release();
        }
    }

    private Outcome<O> lead(Waiter<I, O> leader, List<Waiter<I, O>> batch) {
        Outcome<List<Optional<Outcome<O>>>> answers;
        List<Waiter<I, O>> present = List.of(leader);
        try {
            Optional<GroupRequest<O>> request;
            reading.lock();
            try {
                present = batch.stream().filter(waiter -> !waiter.isGone()).toList();
                request = present.size() == 1
                        ? Optional.empty()
                        : Optional.of(
                                sender.many(present.stream().map(Waiter::item).toList()));
            } finally {
                reading.unlock();
            }
            if (request.isEmpty()) {
                return sender.one(leader.item(), leader.call());
            }
            answers = request.get().send(leader.call().ofMany());
        } catch (RuntimeException | Error bug) {
            present.stream().filter(waiter -> waiter != leader).forEach(Waiter::sendAlone);
            throw bug;
        } finally {
            queue.release();
        }
        return share(leader, present, answers);
    }

    /** Waits, for some microseconds, while a leader reads items, because the caller may change its item afterwards. */
    private void leave(Waiter<I, O> waiter) {
        reading.lock();
        try {
            queue.leave(waiter);
        } finally {
            reading.unlock();
        }
    }

    private Outcome<O> share(
            Waiter<I, O> leader, List<Waiter<I, O>> present, Outcome<List<Optional<Outcome<O>>>> answers) {
        Optional<Outcome<O>> own = Optional.empty();
        for (int i = 0; i < present.size(); i++) {
            Waiter<I, O> waiter = present.get(i);
            Optional<Outcome<O>> answer = answerTo(waiter, i, answers);
            if (waiter == leader) {
                own = answer;
            } else {
                answer.ifPresentOrElse(waiter::answer, waiter::sendAlone);
            }
        }
        return own.orElseGet(() -> alone(leader, answers));
    }

    /** Empty when the item must be sent alone. */
    private Optional<Outcome<O>> answerTo(
            Waiter<I, O> waiter, int position, Outcome<List<Optional<Outcome<O>>>> answers) {
        return switch (answers) {
            case Outcome.Ok<List<Optional<Outcome<O>>>>(var each) -> each.get(position);
            case Outcome.Failed<List<Optional<Outcome<O>>>>(Failure failure) ->
                holdsForEach(failure, waiter) ? Optional.of(Outcome.failed(failure)) : Optional.empty();
        };
    }

    /**
     * Whether the waiter would meet the same failure alone: another caller's timeout, or a refused batch, says nothing
     * about its item.
     */
    private static boolean holdsForEach(Failure failure, Waiter<?, ?> waiter) {
        return failure instanceof Sealed
                || failure instanceof Busy
                || failure instanceof LoginFailed
                || (failure instanceof Timeout && !waiter.remaining().isPositive());
    }

    private Outcome<O> alone(Waiter<I, O> leader, Outcome<?> answers) {
        Outcome<O> alone = sender.one(leader.item(), leader.call());
        if (answers instanceof Outcome.Failed<?> && alone instanceof Outcome.Ok<O>) {
            // The obstacle concerns only batches: a policy, or a limit of a proxy or server.
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

    /** How many callers wait to leave until their item is read. */
    int leaving() {
        return reading.getQueueLength();
    }

    private boolean paused() {
        return pausedSince
                .map(since -> nanos.getAsLong() - since < PAUSE.toNanos())
                .orElse(false);
    }
}
