package dev.baokms.operator.command;

import dev.baokms.operator.report.ProgressLine;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Makes the same call many times from several callers and records how long each call took. */
final class LoadGenerator {
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    /**
     * The result of a measurement.
     *
     * @param nanos the time of each call, sorted; includes failed calls, because they took time as well
     */
    record Timing(String method, List<Long> nanos, int failed, Duration took) {
        int calls() {
            return nanos.size();
        }

        /**
         * Returns a percentile of the call times, in milliseconds.
         *
         * @param percent from 1 to 100: the share of calls that took no longer
         */
        double millis(int percent) {
            int rank = (int) Math.ceil(percent / 100.0 * nanos.size());
            return nanos.get(Math.max(0, rank - 1)) / 1e6;
        }

        double perSecond() {
            return nanos.size() / (took.toNanos() / 1e9);
        }
    }

    private final int calls;
    private final int callers;
    private final ProgressLine progress;

    LoadGenerator(int calls, int callers, ProgressLine progress) {
        this.calls = calls;
        this.callers = callers;
        this.progress = progress;
    }

    Timing of(String method, Runnable call) throws InterruptedException {
        var next = new AtomicInteger();
        var failed = new AtomicInteger();
        var nanos = new long[calls];
        long begin = System.nanoTime();
        var threads = new Thread[callers];
        for (int i = 0; i < callers; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int at = next.getAndIncrement(); at < calls; at = next.getAndIncrement()) {
                    nanos[at] = timed(call, failed);
                }
            });
        }
        for (Thread thread : threads) {
            while (!thread.join(PROGRESS)) {
                progress.say(CommandTexts.callsMade(method, Math.min(next.get(), calls), calls));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        progress.done();
        return new Timing(method, LongStream.of(nanos).sorted().boxed().toList(), failed.get(), took);
    }

    private static long timed(Runnable call, AtomicInteger failed) {
        long begin = System.nanoTime();
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            failed.incrementAndGet();
        }
        return System.nanoTime() - begin;
    }
}
