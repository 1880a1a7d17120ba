package dev.baokms.transit.batch;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A caller in the queue. Whichever comes first ends its wait, and only that: its turn, or its leaving. */
final class Waiter<I, O> {
    /** What ended the wait. */
    sealed interface Turn<I, O> {
        /** Send this batch, the waiter's own item among it. */
        record Lead<I, O>(List<Waiter<I, O>> batch) implements Turn<I, O> {}

        /** The item's own answer. */
        record Answer<I, O>(Outcome<O> outcome) implements Turn<I, O> {}

        /** The batch brought nothing for this item: ask for it alone. */
        record Alone<I, O>() implements Turn<I, O> {}

        /** The budget was spent, or the thread interrupted. */
        record Gone<I, O>() implements Turn<I, O> {}
    }

    private final I item;
    private final ApiCall call;
    private final CompletableFuture<Turn<I, O>> turn = new CompletableFuture<>();

    Waiter(I item, ApiCall call) {
        this.item = item;
        this.call = call;
    }

    I item() {
        return item;
    }

    ApiCall call() {
        return call;
    }

    Duration remaining() {
        return call.budget().remaining();
    }

    /** False when the waiter is gone. */
    boolean lead(List<Waiter<I, O>> batch) {
        return turn.complete(new Turn.Lead<>(batch));
    }

    /** Hands over the answer; wipes it when the waiter is gone. */
    void answer(Outcome<O> outcome) {
        if (!turn.complete(new Turn.Answer<>(outcome)) && outcome instanceof Outcome.Ok<O>(SecretBytes secret)) {
            secret.close();
        }
    }

    void sendAlone() {
        turn.complete(new Turn.Alone<>());
    }

    /** Waits for whatever ends the wait first. */
    Turn<I, O> await() {
        try {
            return turn.get(remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return gone();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn never fails", e);
        }
    }

    private Turn<I, O> gone() {
        turn.complete(new Turn.Gone<>());
        return turn.join();
    }

    boolean isGone() {
        return turn.isDone() && turn.join() instanceof Turn.Gone<I, O>;
    }
}
