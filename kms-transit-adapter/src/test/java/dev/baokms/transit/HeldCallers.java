package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Callers who take every slot and wait there for the first login, and two more, who therefore share a request. */
final class HeldCallers {
    private HeldCallers() {}

    /**
     * What the two get, texts or failures.
     *
     * @param alone what everybody else gets
     */
    static List<Object> beyond(int slots, Bao bao, String alone, Function<OpenBaoTransit, Object> call) {
        var login = new CountDownLatch(1);
        bao.credentials = budget -> {
            await(login);
            return Outcome.ok(Bao.login(Bao.JWT_LOGIN));
        };
        OpenBaoTransit transit = bao.transit();
        List<CompletableFuture<Object>> callers = IntStream.range(0, slots + 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(transit), Thread::startVirtualThread))
                .toList();
        Eventually.comesTrue(() -> transit.queued() == 2);
        login.countDown();
        List<Object> results =
                new ArrayList<>(callers.stream().map(CompletableFuture::join).toList());
        for (int i = 0; i < slots; i++) {
            assertThat(results.remove((Object) alone)).isTrue();
        }
        return results;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
