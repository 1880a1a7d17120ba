package dev.baokms.daemon.serve;

import dev.baokms.host.ExitCode;
import java.time.Duration;

/**
 * Ends the process after an error that leaves it unfit to serve: a full heap, or the death of a thread with a duty that
 * no other thread has. The process ends immediately, without a graceful stop that could hang, and systemd or the
 * kubelet starts it again. With {@code -XX:+ExitOnOutOfMemoryError} the JVM does this for a full heap; this class
 * covers every other error, and a JVM without that flag.
 */
final class FatalErrors {
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private FatalErrors() {}

    /** From now on, a thread that ends with an error ends the process. */
    static void endTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> end(problem));
    }

    /** Logs the type of the error, without its message, and ends the process. */
    static void end(Throwable problem) {
        try {
            // On a separate thread: if the log has no reader, a writer blocks forever.
            Thread words = Thread.ofPlatform().daemon().start(() -> say(problem));
            words.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(ExitCode.RUNTIME);
        }
    }

    private static void say(Throwable problem) {
        System.err.println("{\"level\":\"error\",\"message\":\"" + ServeTexts.ENDS_TO_BE_STARTED_AGAIN
                + "\",\"error_class\":\""
                + problem.getClass().getSimpleName() + "\"}");
    }
}
