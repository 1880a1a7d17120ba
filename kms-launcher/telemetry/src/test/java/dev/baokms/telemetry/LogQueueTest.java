package dev.baokms.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogQueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FLOOD = 5000;

    private final Pipe pipe = new Pipe();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final LogQueue queue = new LogQueue(pipe, nanos::get);

    LogQueueTest() {
        queue.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord line) {
                return line.getMessage() + Arrays.toString(line.getParameters()) + "\n";
            }
        });
    }

    @AfterEach
    void close() {
        pipe.flow();
        queue.close();
    }

    /** A pipe that takes nothing until it is told to flow, as one does whose reader has stopped. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Semaphore writes = new Semaphore(0);
        private final CountDownLatch met = new CountDownLatch(1);
        private final AtomicBoolean broken = new AtomicBoolean();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            met.countDown();
            writes.acquireUninterruptibly();
            if (broken.get()) {
                throw new IOException("broken pipe");
            }
            synchronized (taken) {
                taken.write(bytes, from, count);
            }
        }

        void flow() {
            writes.release(1_000_000);
        }

        void awaitWriter() throws InterruptedException {
            assertThat(met.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        List<String> lines() {
            synchronized (taken) {
                return taken.toString(UTF_8).lines().toList();
            }
        }
    }

    /** At a level of which each line is wanted. */
    private void log(int from, int to) {
        for (int i = from; i < to; i++) {
            queue.publish(new LogRecord(Level.FINE, "line " + i));
        }
    }

    private static String line(int number) {
        return "line " + number + "null";
    }

    @Test
    void lines_areWrittenInTheirOrder() throws InterruptedException {
        pipe.flow();
        log(0, 500);
        queue.drain(SOON);

        assertThat(pipe.lines()).hasSize(500).startsWith(line(0), line(1)).endsWith(line(499));
        assertThat(queue.dropped()).isZero();
    }

    /** That the test comes to its end is the point: the timeout would say otherwise. */
    @Test
    void streamThatNobodyReads_blocksNobody_andWhatIsLostIsCounted() throws InterruptedException {
        log(0, 1);
        pipe.awaitWriter();
        log(1, FLOOD);

        assertThat(queue.dropped()).isEqualTo(FLOOD - 1 - LogQueue.LINES);
        assertThat(pipe.lines()).isEmpty();
    }

    @Test
    void whatWasLost_isSaidOnceWhenItFlowsAgain() throws InterruptedException {
        log(0, 1);
        pipe.awaitWriter();
        log(1, FLOOD);
        pipe.flow();
        queue.drain(SOON);
        log(FLOOD, FLOOD + 10);
        queue.drain(SOON);

        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("log lines were dropped"))
                .singleElement()
                .asString()
                .contains("dropped=" + queue.dropped());
        assertThat(pipe.lines()).hasSize(1 + LogQueue.LINES + 10 + 1).endsWith(line(FLOOD + 9));
    }

    @Test
    void secondLoss_isSaidWithItsOwnNumber() throws InterruptedException {
        pipe.broken.set(true);
        pipe.writes.release(3);
        log(0, 3);
        queue.drain(SOON);
        assertThat(queue.dropped()).as("a line that could not be written").isEqualTo(3);
        pipe.broken.set(false);
        pipe.writes.release(2);
        log(3, 4);
        queue.drain(SOON);
        pipe.broken.set(true);
        pipe.writes.release(1);
        log(4, 5);
        queue.drain(SOON);
        pipe.broken.set(false);
        pipe.flow();
        log(5, 6);
        queue.drain(SOON);

        assertThat(pipe.lines())
                .containsExactly(
                        line(3),
                        "log lines were dropped because nothing took them[{dropped=3}]",
                        line(5),
                        "log lines were dropped because nothing took them[{dropped=1}]");
    }

    @Test
    void drain_waitsForTheLineAtTheWritersHand() throws Exception {
        log(0, 1);
        pipe.awaitWriter();
        Thread late = Thread.ofVirtual().start(pipe::flow);
        queue.drain(SOON);

        assertThat(pipe.lines()).containsExactly(line(0));
        late.join();
    }

    private void callsFail(int count, String reason) {
        for (int i = 0; i < count; i++) {
            queue.publish(Log.warn("call failed")
                    .with("operation", "decrypt")
                    .with("reason", reason)
                    .with("request_uid_hash", Integer.toString(i))
                    .line());
        }
    }

    @Test
    void floodOfEqualFailures_isALineAndANumber() throws InterruptedException {
        pipe.flow();
        callsFail(FLOOD, "sealed");
        callsFail(3, "malformed_key_id");
        queue.drain(SOON);

        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("call failed"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("reason=sealed"),
                        line -> assertThat(line).contains("reason=malformed_key_id"));
        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("equal lines"))
                .containsExactlyInAnyOrder(
                        "equal lines were left out[{line=call failed, left_out=" + (FLOOD - 1)
                                + ", operation=decrypt, reason=sealed}]",
                        "equal lines were left out[{line=call failed, left_out=2, operation=decrypt,"
                                + " reason=malformed_key_id}]");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void failuresOfTwoKeys_areTwoKinds() throws InterruptedException {
        pipe.flow();
        for (String hash : List.of("sha256:aa", "sha256:bb", "sha256:aa", "sha256:bb")) {
            queue.publish(Log.warn("call failed").with("key_id_hash", hash).line());
        }
        queue.drain(SOON);

        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("call failed"))
                .hasSize(2);
    }

    /** Otherwise the log of a health that comes and goes would end with one that is no longer true. */
    @Test
    void changesOfHealth_areAllWritten() throws InterruptedException {
        pipe.flow();
        for (int i = 0; i < 8; i++) {
            queue.publish(Log.warn(TelemetryTexts.STATUS_NOT_OK).line());
            queue.publish(Log.info(TelemetryTexts.STATUS_OK).line());
        }
        queue.drain(SOON);

        assertThat(pipe.lines()).hasSize(16).last().asString().startsWith(TelemetryTexts.STATUS_OK);
    }

    /** OpenBao's audit has none of them. */
    @Test
    void answersOfAnOutage_areAllWritten() throws InterruptedException {
        pipe.flow();
        for (int i = 0; i < 100; i++) {
            queue.publish(Log.warn(TelemetryTexts.OUTAGE_ANSWER)
                    .with("operation", "decrypt")
                    .line());
        }
        queue.drain(SOON);

        assertThat(pipe.lines()).hasSize(100).allMatch(line -> line.startsWith(TelemetryTexts.OUTAGE_ANSWER));
    }

    /** Past the end of what a clock of nanoseconds can count, too. */
    @Test
    void failureThatGoesOn_isANumberEachMinute_andALineAfterAQuietOne() throws InterruptedException {
        pipe.flow();
        callsFail(FLOOD, "sealed");
        nanos.addAndGet(RepeatedLines.WINDOW.toNanos());
        callsFail(5, "sealed");
        nanos.addAndGet(RepeatedLines.WINDOW.toNanos());
        queue.drain(SOON);
        nanos.addAndGet(RepeatedLines.WINDOW.toNanos());
        queue.drain(SOON);
        callsFail(1, "sealed");
        queue.drain(SOON);

        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("call failed") && line.contains("reason=sealed"))
                .hasSize(2);
        assertThat(pipe.lines())
                .filteredOn(line -> line.startsWith("equal lines"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("left_out=" + (FLOOD - 1)),
                        line -> assertThat(line).contains("left_out=5"));
    }

    @Test
    void libraryThatComplains_isBoundedWhateverItSays() throws InterruptedException {
        pipe.flow();
        for (int i = 0; i < FLOOD; i++) {
            var line = new LogRecord(Level.WARNING, "words " + i);
            line.setLoggerName("io.netty");
            queue.publish(line);
        }
        queue.drain(SOON);

        assertThat(pipe.lines()).hasSize(2).last().asString().contains("left_out=" + (FLOOD - 1), "logger=io.netty");
    }

    @Test
    void kindsWithoutEnd_areBoundedTogether() throws InterruptedException {
        pipe.flow();
        for (int i = 0; i < 700; i++) {
            queue.publish(Log.warn("kind " + i).line());
        }
        queue.drain(SOON);

        assertThat(pipe.lines()).hasSizeLessThan(300);
    }

    /** As the log manager does it when the JVM begins to stop. */
    @Test
    void queueThatWasClosed_writesTheLastLines() throws InterruptedException {
        pipe.flow();
        queue.close();
        log(0, 3);
        queue.drain(SOON);

        assertThat(pipe.lines()).containsExactly(line(0), line(1), line(2));
    }

    @Test
    void drainOfAStreamThatNobodyReads_ends() throws InterruptedException {
        log(0, 100);
        pipe.awaitWriter();
        long begun = System.nanoTime();
        queue.drain(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(50), SOON);
        assertThat(pipe.lines()).isEmpty();
    }
}
