package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FatalErrorsTest {
    /** Ends by an error on a thread of its own; with an argument, after it has filled standard error. */
    static final class Unfit {
        public static void main(String[] args) throws InterruptedException {
            FatalErrors.endTheProcess();
            if (args.length > 0) {
                Thread full = Thread.ofPlatform().daemon().start(() -> {
                    while (true) {
                        System.err.println("x".repeat(1000));
                    }
                });
                while (full.getState() == Thread.State.NEW || isAtWork(full)) {
                    Thread.sleep(10);
                }
            }
            Thread.ofPlatform().start(() -> {
                throw new StackOverflowError();
            });
            Thread.sleep(Long.MAX_VALUE);
        }

        /** A write that waits shows as a thread that runs, at the same place for long. */
        private static boolean isAtWork(Thread thread) throws InterruptedException {
            long before = written(thread);
            Thread.sleep(300);
            return written(thread) != before;
        }

        private static long written(Thread thread) {
            return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean heap
                    ? heap.getThreadAllocatedBytes(thread.threadId())
                    : 0;
        }
    }

    private static Process started(String... arguments) throws IOException {
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Unfit.class.getName());
        command.command().addAll(List.of(arguments));
        return command.start();
    }

    @Test
    void errorOfAnyThread_endsTheProcess_withItsTypeAlone() throws Exception {
        Process process = started();
        String said = new String(process.getErrorStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isEqualTo(ExitCode.RUNTIME);
        assertThat(said.strip())
                .isEqualTo("{\"level\":\"error\",\"message\":\"the daemon ends so that it can be started again\","
                        + "\"error_class\":\"StackOverflowError\"}");
    }

    /** That it ends is the point: its last words would wait for ever. */
    @Test
    void logThatNobodyReads_doesNotKeepItAlive() throws Exception {
        Process process = started("full");
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.RUNTIME);
        } finally {
            process.destroyForcibly();
        }
    }
}
