package dev.baokms.operator.report;

import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** One line that reports progress: share, rows per second, time left. It appears only on a terminal, not in a pipe. */
public final class ProgressLine {
    private static final long EVERY_NANOS = 250_000_000;
    private static final double NANOS = 1e9;
    /** The rows between two looks at the clock; checking it for each of a million rows would cost time. */
    private static final int ROWS = 4_096;

    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final boolean shown;
    private final LongSupplier nanos;

    /**
     * Creates the line.
     *
     * @param shown whether the line is shown
     */
    public ProgressLine(PrintWriter terminal, boolean shown, LongSupplier nanos) {
        this.terminal = terminal;
        this.shown = shown;
        this.nanos = nanos;
    }

    /** Reads the source and shows the progress. */
    public Scan read(RowSource source, Rows rows) {
        try {
            return source.read(shown ? new Watching(rows) : rows);
        } finally {
            done();
        }
    }

    public void say(String text) {
        if (shown) {
            terminal.print(CLEAR + text);
            terminal.flush();
        }
    }

    /** Prints a line that stays, also in a pipe. */
    public void note(String text) {
        done();
        terminal.println(text);
    }

    /** Clears the line for the next output. */
    public void done() {
        say("");
    }

    private final class Watching implements Rows {
        private final Rows rows;
        private final long started = nanos.getAsLong();
        private long told = started;
        private long count;
        private double share;

        Watching(Rows rows) {
            this.rows = rows;
        }

        @Override
        public void begin(long revision) {
            rows.begin(revision);
        }

        @Override
        public void row(StoredRow row) {
            rows.row(row);
            if (++count % ROWS == 0) {
                tell();
            }
        }

        @Override
        public void progress(double done) {
            share = done;
            tell();
        }

        private void tell() {
            long now = nanos.getAsLong();
            if (now - told >= EVERY_NANOS) {
                told = now;
                double seconds = (now - started) / NANOS;
                String left = share > 0 ? ReportTexts.timeLeft(share * 100, seconds * (1 - share) / share) : "";
                say(ReportTexts.rowsRead(count, count / seconds, left));
            }
        }
    }
}
