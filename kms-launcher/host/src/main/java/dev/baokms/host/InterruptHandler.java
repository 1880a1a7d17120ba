package dev.baokms.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** SIGINT, as a person at a terminal sends it: the first one asks for a clean end, the second one ends the process. */
public final class InterruptHandler {
    /** What a shell says of a process that SIGINT ended. */
    private static final int ENDED = 130;

    private InterruptHandler() {}

    /**
     * From now on the first SIGINT only makes the answer true.
     *
     * @param said done once, on a thread of the JVM, when it comes
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
