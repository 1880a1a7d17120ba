package dev.baokms.operator.rotate;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of a rotation: what was done, and what was about to be done. */
final class RotationJournal {
    /** The destination of lines. A line is durable when the method returns. */
    interface Sink {
        void append(String line) throws IOException;
    }

    private final List<JournalLine> lines;
    private final Sink sink;
    private final InstantSource clock;

    /**
     * Creates a journal.
     *
     * @param lines the lines of earlier runs
     */
    RotationJournal(List<JournalLine> lines, Sink sink, InstantSource clock) {
        this.lines = Collections.synchronizedList(new ArrayList<>(lines));
        this.sink = sink;
        this.clock = clock;
    }

    /** Writes a line durably, before the caller does anything else. */
    void write(RotationStep step, String event, Map<String, String> facts) throws IOException {
        var line = new JournalLine(clock.instant().truncatedTo(ChronoUnit.SECONDS), step.code(), event, facts);
        sink.append(line.json());
        lines.add(line);
    }

    void done(RotationStep step, Map<String, String> facts) throws IOException {
        write(step, JournalLine.DONE, facts);
    }

    boolean isDone(RotationStep step) {
        return last(step, JournalLine.DONE).isPresent();
    }

    Optional<JournalLine> last(RotationStep step, String event) {
        List<JournalLine> all = all(step, event);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Returns the lines of one kind, in order. */
    List<JournalLine> all(RotationStep step, String event) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.is(step, event)).toList();
        }
    }

    /** Returns the time of the first line, or the present time when there is none. */
    Instant begun() {
        return lines.isEmpty() ? clock.instant() : lines.getFirst().at();
    }

    /**
     * Returns the line that says a step is done.
     *
     * @throws IOException when there is none; for an earlier step that means an edited journal
     */
    JournalLine required(RotationStep step) throws IOException {
        return last(step, JournalLine.DONE).orElseThrow(() -> new ToldException(RotateTexts.stepSkipped(step)));
    }
}
