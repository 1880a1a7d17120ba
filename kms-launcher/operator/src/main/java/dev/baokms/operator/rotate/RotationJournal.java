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

/** What was done of a rotation, and what was about to be. */
final class RotationJournal {
    /** Where a line goes. When it returns, the line is durable. */
    interface Sink {
        void append(String line) throws IOException;
    }

    private final List<JournalLine> lines;
    private final Sink sink;
    private final InstantSource clock;

    /** @param lines of earlier runs */
    RotationJournal(List<JournalLine> lines, Sink sink, InstantSource clock) {
        this.lines = Collections.synchronizedList(new ArrayList<>(lines));
        this.sink = sink;
        this.clock = clock;
    }

    /** Writes it down before anything else happens. */
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

    /** Lines of one kind, in order. */
    List<JournalLine> all(RotationStep step, String event) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.is(step, event)).toList();
        }
    }

    /** When the first line was written, or now. */
    Instant begun() {
        return lines.isEmpty() ? clock.instant() : lines.getFirst().at();
    }

    /** @throws IOException when the step was not done, which only an edited journal can say of an earlier one */
    JournalLine required(RotationStep step) throws IOException {
        return last(step, JournalLine.DONE).orElseThrow(() -> new ToldException(RotateTexts.stepSkipped(step)));
    }
}
