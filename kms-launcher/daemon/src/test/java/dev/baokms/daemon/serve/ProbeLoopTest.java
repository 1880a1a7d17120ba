package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeLoopTest {
    @TempDir
    private Path folder;

    /** An interrupt is still under way after the thread has noticed it, and closes what that thread opens then. */
    @Test
    void whatIsWrittenAtTheEnd_isNotCutShortByTheInterrupt() throws Exception {
        for (int i = 0; i < 50; i++) {
            var probed = new CountDownLatch(1);
            var written = new AtomicInteger();
            Path file = folder.resolve("file-" + i);
            var loop = new ProbeLoop(
                    () -> {
                        probed.countDown();
                        return Instant.MAX;
                    },
                    () -> written.addAndGet(write(file)),
                    new ProbeTrigger(),
                    InstantSource.fixed(Instant.EPOCH));
            loop.start();
            probed.await();

            loop.close();

            assertThat(written).hasValue(1);
        }
    }

    private static int write(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            int bytes = channel.write(ByteBuffer.wrap(new byte[1]));
            channel.force(true);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void loopThatWasNeverStarted_canBeClosed() {
        var finished = new AtomicInteger();

        new ProbeLoop(() -> Instant.MAX, finished::incrementAndGet, new ProbeTrigger(), InstantSource.system()).close();

        assertThat(finished).hasValue(0);
    }
}
