package dev.baokms.operator.rotate;

import dev.baokms.operator.rotate.ObjectPage.ListedObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Patches a few objects, a bounded number in parallel. Returns only after all patches have ended. */
final class PatchRound {
    /** Patches one object. */
    interface Each {
        PatchCount of(ListedObject item) throws IOException, InterruptedException;
    }

    private final Each each;
    private final int parallel;

    PatchRound(Each each, int parallel) {
        this.each = each;
        this.parallel = parallel;
    }

    /**
     * Patches the objects and adds up the counts.
     *
     * @throws IOException of the first patch that failed
     */
    PatchCount of(List<ListedObject> items) throws IOException, InterruptedException {
        PatchCount count = PatchCount.NONE;
        if (parallel == 1) {
            for (ListedObject item : items) {
                count = count.plus(each.of(item));
            }
            return count;
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(parallel, Thread.ofVirtual().factory())) {
            var futures = new ArrayList<Future<PatchCount>>();
            items.forEach(item -> futures.add(threads.submit(() -> each.of(item))));
            for (Future<PatchCount> future : futures) {
                count = count.plus(future.get());
            }
            return count;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("a patch failed unexpectedly", e);
        }
    }
}
