package dev.baokms.lab;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Takes a lab down if its command does not succeed: after an exception, Ctrl-C or SIGTERM. */
final class LabGuard implements AutoCloseable {
    private final Lab lab;
    private final Thread atTheEnd;
    private boolean wanted = true;

    LabGuard(Lab lab) {
        this.lab = lab;
        this.atTheEnd = new Thread(this::end, "kms-lab-down");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /** Keeps the lab. */
    synchronized void release() {
        wanted = false;
    }

    private synchronized void end() {
        if (wanted) {
            wanted = false;
            try {
                lab.down();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        }
    }
}
