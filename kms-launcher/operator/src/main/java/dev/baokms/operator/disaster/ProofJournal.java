package dev.baokms.operator.disaster;

import dev.baokms.host.ToldException;
import dev.baokms.operator.report.RunJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records which seeds of one snapshot are proven with one key, which means that all objects of the seed were opened.
 * Consists of lines of text with no seed, no key_id and no object name in it. It omits what was unwrapped but not yet
 * tried, so a run that continues asks for those seeds again.
 */
final class ProofJournal implements AutoCloseable {
    private static final String FIRST = "bao-kms-provider verify-backup journal 1\n";
    private static final int MAX_BYTES = 1 << 27;
    private static final Pattern PROVEN = Pattern.compile("proven ([0-9a-f]{32}) ([0-9]{1,18}) ([0-9]{1,18})");

    /** How many objects of a seed an earlier run opened. */
    record Opened(long live, long superseded) {}

    private final RunJournal file;
    private final Map<String, Opened> earlier = new HashMap<>();

    private ProofJournal(RunJournal file) {
        this.file = file;
    }

    /**
     * Creates the journal, or continues one for the same snapshot and key.
     *
     * @param subject what the proof is about, one line
     * @throws IOException with the place and the cure, when the journal has another subject, others may use it, or it
     *     is in use
     */
    static ProofJournal open(Path path, String subject) throws IOException {
        var journal = new ProofJournal(RunJournal.open(path, DisasterTexts.WAIT_OR_OTHER_JOURNAL));
        try {
            journal.begin(FIRST + subject + "\n");
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void begin(String head) throws IOException {
        if (file.size() > MAX_BYTES) {
            throw new ToldException(DisasterTexts.journalTooLarge(file.name()));
        }
        String whole = RunJournal.wholeLines(file.text());
        if (whole.isEmpty() || (!whole.startsWith(head) && head.startsWith(whole))) {
            file.cutTo("");
            file.append(head);
            return;
        }
        if (!whole.startsWith(FIRST)) {
            throw new ToldException(DisasterTexts.otherFirstLine(file.name()));
        }
        if (!whole.startsWith(head)) {
            throw new ToldException(DisasterTexts.journalOfAnother(file.name()));
        }
        for (String line : whole.substring(head.length()).lines().toList()) {
            Matcher proven = PROVEN.matcher(line);
            if (!proven.matches()) {
                throw new ToldException(DisasterTexts.foreignLine(file.name()));
            }
            earlier.put(proven.group(1), new Opened(Long.parseLong(proven.group(2)), Long.parseLong(proven.group(3))));
        }
        file.cutTo(whole);
    }

    /** Whether an earlier run opened all objects of a seed. */
    boolean hasProven(BookedSeed seed) {
        return new Opened(seed.live(), seed.superseded()).equals(earlier.get(seed.id()));
    }

    /** Records durably that all objects of these seeds opened. */
    void proven(Collection<BookedSeed> seeds) throws IOException {
        var lines = new StringBuilder();
        for (BookedSeed seed : seeds) {
            lines.append("proven ")
                    .append(seed.id())
                    .append(' ')
                    .append(seed.live())
                    .append(' ')
                    .append(seed.superseded())
                    .append('\n');
        }
        file.append(lines.toString());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
