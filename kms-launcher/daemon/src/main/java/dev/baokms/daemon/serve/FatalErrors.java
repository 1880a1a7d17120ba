package dev.baokms.daemon.serve;

import dev.baokms.host.ExitCode;
import java.time.Duration;

/**
 * What follows an error that leaves the process unfit to serve: a full heap, or the death of a thread with a duty that no other thread
 * has. The process ends at once, without a graceful stop that could hang, and systemd or the kubelet start it again. With
 * {@code -XX:+ExitOnOutOfMemoryError} the JVM ends by itself; this is for every other error, and for a JVM without that flag.
 */
final class FatalErrors {
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private FatalErrors() {}

    /** From now on a thread that ends in an error ends the process. */
    static void endTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> end(problem));
    }

    /** Says what happened, by type only, and ends the process. */
    static void end(Throwable problem) {
        try {
            // On a thread of its own: where the log is not read, a writer waits for ever.
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
