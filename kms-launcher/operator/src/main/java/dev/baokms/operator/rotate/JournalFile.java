package dev.baokms.operator.rotate;

import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.RunJournal;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal on disk, as JSON lines. The first line says which rotation it belongs to. An incomplete line does not
 * count: the journal keeps it as text in a line of its own. If an act has no recorded result, the command checks
 * whether it happened.
 */
final class JournalFile implements RotationJournal.Sink, AutoCloseable {
    private static final String SCHEMA = "bao-kms-provider/rotate-journal/v1";
    private static final String SET_ASIDE = "set_aside";
    private static final int MAX_BYTES = 1 << 26;

    private final RunJournal file;
    private List<JournalLine> lines = List.of();

    private JournalFile(RunJournal file) {
        this.file = file;
    }

    /**
     * Creates the journal, or continues an existing one. No other run can hold it at the same time.
     *
     * @param about scope, provider and key, which must be equal for a journal to belong to this rotation
     * @throws IOException with the place and the cure, when the journal belongs to another cluster, others may use it,
     *     it was edited, or it is in use
     */
    static JournalFile open(Path path, Map<String, String> about) throws IOException {
        var journal = new JournalFile(RunJournal.open(path, RotateTexts.WAIT_FOR_IT));
        try {
            journal.begin(about);
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * Reads the journal, even while a run holds it. Changes nothing; returns no lines when there is no file.
     *
     * @throws IOException as {@link #open}
     */
    static List<JournalLine> look(Path path, Map<String, String> about) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        RunJournal.requireOwn(path);
        String name = PathText.printable(path);
        try {
            String text = Files.readString(path);
            return text.isEmpty() ? List.of() : new Content(name, text).lines(about);
        } catch (FileSystemException e) {
            throw new ToldException(RotateTexts.journalCannotBeRead(name), e);
        }
    }

    private void begin(Map<String, String> about) throws IOException {
        if (file.size() > MAX_BYTES) {
            throw new ToldException(RotateTexts.journalTooLarge(file.name()));
        }
        var content = new Content(file.name(), file.text());
        if (content.whole().isEmpty()) {
            file.cutTo("");
            append(head(about));
        } else {
            lines = content.lines(about);
            if (!content.cut().isEmpty()) {
                file.cutTo(content.whole());
                append(Json.of(Map.of(SET_ASIDE, content.cut())));
            }
        }
    }

    private static String head(Map<String, String> about) {
        var head = new LinkedHashMap<String, String>();
        head.put("journal", SCHEMA);
        about.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> head.put(fact.getKey(), fact.getValue()));
        return Json.of(head);
    }

    /** Returns the lines of earlier runs. */
    List<JournalLine> lines() {
        return lines;
    }

    @Override
    public void append(String line) throws IOException {
        file.append(line + "\n");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The text of a journal, which may end in the middle of a line. */
    private record Content(String name, String text) {
        String whole() {
            return RunJournal.wholeLines(text);
        }

        String cut() {
            return text.substring(whole().length());
        }

        List<JournalLine> lines(Map<String, String> about) throws IOException {
            List<String> all = whole().lines().toList();
            if (all.isEmpty()) {
                return List.of();
            }
            if (!all.getFirst().contains(SCHEMA)) {
                throw new ToldException(RotateTexts.noJournal(name));
            }
            if (!all.getFirst().equals(head(about))) {
                throw new ToldException(RotateTexts.journalOfAnother(name, all.getFirst(), head(about)));
            }
            var found = new ArrayList<JournalLine>();
            for (String line : all.subList(1, all.size())) {
                if (!line.startsWith("{\"" + SET_ASIDE)) {
                    found.add(parsed(line));
                }
            }
            return found;
        }

        private JournalLine parsed(String line) throws IOException {
            try {
                return JournalLine.parse(line);
            } catch (IOException e) {
                throw new ToldException(RotateTexts.foreignLine(name), e);
            }
        }
    }
}
