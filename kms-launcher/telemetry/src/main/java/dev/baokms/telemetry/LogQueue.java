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
 * The queue of log lines that wait to be written. A caller that logs never waits: if the queue is full, the line is
 * dropped and counted, and the count is written once lines flow again. A pipe without a reader, a slow journal or a
 * full disk can therefore stop no call, no probe and no stop of the daemon. One failure cannot fill the disk either:
 * see {@link RepeatedLines}.
 */
public final class LogQueue extends Handler {
    /** With about 300 bytes a line, a third of a MiB. */
    static final int LINES = 1024;

    private final ArrayBlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(LINES);
    /**
     * Lines that are queued or being written. Counted separately, because a line taken from the queue is not yet
     * written.
     */
    private final AtomicLong unwritten = new AtomicLong();

    private final AtomicLong dropped = new AtomicLong();
    private final RepeatedLines repeated = new RepeatedLines();
    private final OutputStream out;
    private final LongSupplier nanos;
    private long reported;

    /** @param out the destination of the lines; may block for any time */
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

    /** Returns null if no line came for so long that a summary of omitted lines is due. */
    private byte @Nullable [] next() throws InterruptedException {
        return repeated.isIdle() ? lines.take() : lines.poll(RepeatedLines.WINDOW.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write(byte[] line) {
        try {
            out.write(line);
            out.flush();
            reportDropped();
        } catch (IOException e) {
            // Only the metric is left to report this.
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

    /** Returns the number of lines dropped since the start. */
    public long dropped() {
        return dropped.get();
    }

    /** Waits until all logged lines are written, but no longer than {@code most}. */
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
        // The log manager closes handlers as soon as the JVM begins to stop, but the daemon still has lines to write.
        // The writer ends with the process.
    }
}
