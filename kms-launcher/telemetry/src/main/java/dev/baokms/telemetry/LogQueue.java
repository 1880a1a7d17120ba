package dev.baokms.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Log lines on their way out. A caller that logs never waits: a line that finds the queue full is dropped and counted, and the count is
 * written once lines flow again. A pipe that is not read, a slow journal or a full disk can therefore stop no call, no probe and no
 * stop of the daemon. Nor can one failure fill that disk: see {@link RepeatedLines}.
 */
public final class LogQueue extends Handler {
    /** At some 300 bytes a line a third of a MiB. */
    static final int LINES = 1024;

    private final ArrayBlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(LINES);
    /** Queued or at the writer's hand: counted apart, because a line that was taken is not written yet. */
    private final AtomicLong unwritten = new AtomicLong();

    private final AtomicLong dropped = new AtomicLong();
    private final RepeatedLines repeated = new RepeatedLines();
    private final OutputStream out;
    private final LongSupplier nanos;
    private long reported;

    /** @param out where lines go; may block for as long as it likes */
    LogQueue(OutputStream out) {
        this(out, System::nanoTime);
    }

    LogQueue(OutputStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        Thread.ofPlatform().name("kms-log").daemon().start(this::write);
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line) && repeated.admits(line, nanos.getAsLong())) {
            queue(line);
        }
    }

    private void queue(LogRecord line) {
        unwritten.incrementAndGet();
        if (!lines.offer(bytes(line))) {
            unwritten.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    private byte[] bytes(LogRecord line) {
        return getFormatter().format(line).getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        try {
            while (true) {
                byte[] line = next();
                if (line != null) {
                    write(line);
                }
                repeated.summaries(nanos.getAsLong(), false).forEach(this::queue);
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when nothing came for so long that the number of lines that were left out is due. */
    private byte @Nullable [] next() throws InterruptedException {
        return repeated.isIdle() ? lines.take() : lines.poll(RepeatedLines.WINDOW.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write(byte[] line) {
        try {
            out.write(line);
            out.flush();
            reportDropped();
        } catch (IOException e) {
            // Nowhere left to say it but the metric.
            dropped.incrementAndGet();
        } finally {
            unwritten.decrementAndGet();
        }
    }

    private void reportDropped() throws IOException {
        long lost = dropped.get() - reported;
        if (lost > 0 && Log.LOGGER.isLoggable(Level.WARNING)) {
            out.write(bytes(
                    Log.warn(TelemetryTexts.LINES_DROPPED).with("dropped", lost).line()));
            out.flush();
            reported += lost;
        }
    }

    /** Lines dropped since the start. */
    public long dropped() {
        return dropped.get();
    }

    /** Waits until what was logged is written, but no longer than this. */
    public void drain(Duration most) throws InterruptedException {
        repeated.summaries(nanos.getAsLong(), true).forEach(this::queue);
        long end = System.nanoTime() + most.toNanos();
        while (unwritten.get() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void flush() {
        // The writer flushes each line; no call waits for it.
    }

    @Override
    public void close() {
        // The log manager closes handlers as soon as the JVM begins to stop, and the daemon has more to say then. The
        // writer ends with the process.
    }
}
