package dev.baokms.operator.disaster;

import dev.baokms.operator.report.ProgressLine;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows progress on a line of the terminal, a few times a second. */
public final class ProgressText implements ProofProgress {
    private static final long EVERY_NANOS = 250_000_000;

    private final ProgressLine line;
    private final LongSupplier nanos;
    private final AtomicLong next;

    public ProgressText(ProgressLine line, LongSupplier nanos) {
        this.line = line;
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    @Override
    public void reading(double share) {
        say(() -> DisasterTexts.lookingForSeeds(share));
    }

    @Override
    public void asked(int seeds, int of) {
        say(() -> DisasterTexts.asking(seeds, of));
    }

    @Override
    public void tried(long objects, long of) {
        say(() -> DisasterTexts.opening(objects, of));
    }

    @Override
    public synchronized void done() {
        line.done();
    }

    private void say(Supplier<String> text) {
        long now = nanos.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + EVERY_NANOS)) {
            synchronized (this) {
                line.say(text.get());
            }
        }
    }
}
