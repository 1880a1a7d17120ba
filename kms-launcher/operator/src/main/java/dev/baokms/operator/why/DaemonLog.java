package dev.baokms.operator.why;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.BoundedLines;
import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.LogField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The daemon's last warnings and errors. Counts similar lines together and keeps the latest of each kind. Leaves out a
 * line with any field that the daemon does not write: another program wrote it, and it may contain anything.
 */
final class DaemonLog {
    /** The field that holds the count, beside the fields of the line. */
    static final String COUNT = "count";

    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int MOST_LINES = 2000;
    private static final int MOST_KINDS = 50;
    private static final int MOST_CHARACTERS = 4096;
    private static final Set<String> TROUBLE = Set.of("warn", "error");
    private static final List<String> ALIKE =
            List.of("message", "operation", "status", "reason", "key_id_hash", "line");
    private static final String UNIT = "bao-kms-provider.service";
    private static final long JOURNAL_SECONDS = 10;

    private DaemonLog() {}

    /** Returns the unit's lines from systemd's journal; empty when there is no readable journal. */
    static Optional<List<Map<String, String>>> ofJournal() {
        try {
            Process journal = new ProcessBuilder(
                            "journalctl",
                            "--unit=" + UNIT,
                            "--lines=" + MOST_LINES,
                            "--output=cat",
                            "--no-pager",
                            "--quiet")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            journal.getOutputStream().close();
            List<Map<String, String>> lines;
            try (BufferedReader reader = journal.inputReader()) {
                lines = of(reader);
            }
            if (!journal.waitFor(JOURNAL_SECONDS, TimeUnit.SECONDS)) {
                journal.destroyForcibly();
            }
            return Optional.of(lines);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Reads a log file to its end and keeps only the last lines.
     *
     * @param log the log as the daemon writes it, {@code -} for standard input
     * @throws IOException in words for an operator
     */
    static List<Map<String, String>> of(Path log) throws IOException {
        try (InputStream in = log.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(log)) {
            return of(new BufferedReader(new InputStreamReader(in, UTF_8)));
        } catch (IOException e) {
            throw new ToldException(WhyTexts.logCannotBeRead(PathText.printable(log)), e);
        }
    }

    private static List<Map<String, String>> of(BufferedReader log) throws IOException {
        Deque<Map<String, String>> last = new ArrayDeque<>();
        var lines = new BoundedLines(log, MOST_CHARACTERS);
        for (String line = lines.next(); line != null; line = lines.next()) {
            fields(line).ifPresent(last::addLast);
            if (last.size() > MOST_LINES) {
                last.removeFirst();
            }
        }
        return counted(last);
    }

    private static Optional<Map<String, String>> fields(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        var fields = new LinkedHashMap<String, String>();
        try {
            Json.parse(line).forEach((name, value) -> fields.put(name, String.valueOf(value)));
        } catch (IOException e) {
            return Optional.empty();
        }
        return LogField.NAMES.containsAll(fields.keySet()) && TROUBLE.contains(fields.getOrDefault("level", ""))
                ? Optional.of(fields)
                : Optional.empty();
    }

    private static List<Map<String, String>> counted(Iterable<Map<String, String>> lines) {
        Map<List<String>, Map<String, String>> kinds = new LinkedHashMap<>();
        for (Map<String, String> line : lines) {
            List<String> kind =
                    ALIKE.stream().map(field -> line.getOrDefault(field, "")).toList();
            Map<String, String> former = kinds.remove(kind);
            long before = former == null ? 0 : Long.parseLong(former.getOrDefault(COUNT, "0"));
            var latest = new LinkedHashMap<>(line);
            latest.put(COUNT, Long.toString(before + 1));
            kinds.put(kind, latest);
        }
        List<Map<String, String>> all = new ArrayList<>(kinds.values());
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_KINDS), all.size()));
    }
}
