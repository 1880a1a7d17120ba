package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean answers = new AtomicBoolean(true);
    private final Liveness liveness = new Liveness(this::look, nanos::get);

    private boolean look() {
        looks.incrementAndGet();
        return answers.get();
    }

    @Test
    void manyQuestionsWithinASecond_areOneLook() {
        for (int i = 0; i < 100; i++) {
            assertThat(liveness.isLive()).isTrue();
            nanos.addAndGet(Duration.ofMillis(9).toNanos());
        }

        assertThat(looks).hasValue(1);
    }

    @Test
    void afterASecond_itLooksAgain() {
        assertThat(liveness.isLive()).isTrue();
        answers.set(false);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(liveness.isLive()).as("still fresh").isTrue();

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(liveness.isLive()).isFalse();

        answers.set(true);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(liveness.isLive()).as("and comes back").isTrue();
    }

    /** The second begins when the look ends, or a look that takes two would be followed by the next at once. */
    @Test
    void slowLook_isFreshFromItsEndOn() {
        var slow = new Liveness(
                () -> {
                    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
                    return look();
                },
                nanos::get);

        assertThat(slow.isLive()).isTrue();
        assertThat(slow.isLive()).isTrue();

        assertThat(looks).hasValue(1);
    }

    @Test
    void questionsDuringALook_shareItsAnswer() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var shared = new Liveness(
                () -> {
                    begun.countDown();
                    await(mayEnd);
                    return look();
                },
                System::nanoTime);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 20; i++) {
                asked.add(callers.submit(shared::isLive));
            }
            await(begun);
            mayEnd.countDown();
            for (Future<Boolean> answer : asked) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
            }
        }

        assertThat(looks).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
