package dev.baokms.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class InterruptHandlerTest {
    private static final long SIGINT = 1L << (2 - 1);

    /** A shell starts what it runs in the background so, and the JVM leaves it at that. */
    private static boolean isIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & SIGINT)
                        != 0);
    }

    @Test
    void firstInterrupt_isSaidAndEndsNothing() throws Exception {
        assumeFalse(isIgnored(), "SIGINT is ignored by the starter of this JVM, as for a job in the background");
        var said = new CountDownLatch(1);
        BooleanSupplier asked = InterruptHandler.install(said::countDown);
        assertThat(asked.getAsBoolean()).isFalse();

        new ProcessBuilder("kill", "-INT", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();

        assertThat(said.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.getAsBoolean()).isTrue();
    }
}
