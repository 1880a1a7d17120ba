package dev.baokms.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * SIGINT, as a person sends it from a terminal: the first one requests a clean end, the second one ends the process.
 */
public final class InterruptHandler {
    /** The exit code that a shell reports for a process that SIGINT ended. */
    private static final int ENDED = 130;

    private InterruptHandler() {}

    /**
     * Installs the handler. From now on the first SIGINT only makes the result true.
     *
     * @param said runs once, on a thread of the JVM, when the first SIGINT arrives
     */
    public static BooleanSupplier install(Runnable said) {
        var asked = new AtomicBoolean();
        SighupHandler.install("INT", () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().halt(ENDED);
            }
            said.run();
        });
        return asked::get;
    }
}
