package dev.baokms.daemon.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.telemetry.JsonLogs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** What a daemon in this process logs, instead of on standard error, until it is closed. */
public final class CapturedLog implements AutoCloseable {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream usual = System.err;

    public CapturedLog(String level) {
        System.setErr(new PrintStream(log, true, UTF_8));
        JsonLogs.install(level);
    }

    public String text() {
        return log.toString(UTF_8);
    }

    public List<String> lines() {
        return text().lines().toList();
    }

    /** Those that have all of these in them. */
    public List<String> linesWith(String... parts) {
        return lines().stream()
                .filter(line -> Stream.of(parts).allMatch(line::contains))
                .toList();
    }

    /**
     * Those that have all of these in them, as soon as there are this many: a line may come after what it tells of can
     * be seen elsewhere.
     */
    public List<String> awaitLines(int count, String... parts) {
        try {
            Site.await(
                    count + " lines with " + List.of(parts),
                    () -> linesWith(parts).size() >= count);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", in\n" + text(), e);
        }
        return linesWith(parts);
    }

    @Override
    public void close() {
        System.setErr(usual);
        JsonLogs.install("info");
    }
}
