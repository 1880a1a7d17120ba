package dev.baokms.transit.batch;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.DecryptItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A caller in the queue. Exactly one thing ends its wait, whoever comes first: its turn, or its own going away. */
final class Waiter {
    /** What ended the wait. */
    sealed interface Turn {
        /** Send this batch, the waiter's own item among it. */
        record Lead(List<Waiter> batch) implements Turn {}

        /** The item's own answer. */
        record Answer(Outcome<SecretBytes> outcome) implements Turn {}

        /** The batch brought nothing for this item: ask for it alone. */
        record Alone() implements Turn {}

        /** The budget was spent, or the thread interrupted. */
        record Gone() implements Turn {}
    }

    private final DecryptItem item;
    private final ApiCall call;
    private final CompletableFuture<Turn> turn = new CompletableFuture<>();

    Waiter(DecryptItem item, ApiCall call) {
        this.item = item;
        this.call = call;
    }

    DecryptItem item() {
        return item;
    }

    ApiCall call() {
        return call;
    }

    Duration remaining() {
        return call.budget().remaining();
    }

    /** False when the waiter is gone. */
    boolean lead(List<Waiter> batch) {
        return turn.complete(new Turn.Lead(batch));
    }

    /** Hands over the answer; wipes it when the waiter is gone. */
    void answer(Outcome<SecretBytes> outcome) {
        if (!turn.complete(new Turn.Answer(outcome))
                && outcome instanceof Outcome.Ok<SecretBytes>(SecretBytes secret)) {
            secret.close();
        }
    }

    void sendAlone() {
        turn.complete(new Turn.Alone());
    }

    /** Waits for what comes first. */
    Turn await() {
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

    private Turn gone() {
        turn.complete(new Turn.Gone());
        return turn.join();
    }

    boolean isGone() {
        return turn.isDone() && turn.join() instanceof Turn.Gone;
    }
}
