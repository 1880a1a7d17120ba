package dev.baokms.operator.report;

import dev.baokms.host.ToldException;
import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the running daemon reports about itself.
 *
 * @param well whether it answered 200
 * @param body the body, JSON
 */
public record ReadyPage(boolean well, String body) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int MAX_BYTES = 1 << 16;

    /**
     * Reads the page of the running daemon.
     *
     * @param address empty when the page is turned off
     * @throws IOException in words for an operator, when no daemon answers
     */
    public static ReadyPage of(Optional<ListenAddress> address) throws IOException {
        return of(address.orElseThrow(() -> new ToldException(ReportTexts.HEALTH_IS_OFF)));
    }

    /** Returns the page if a daemon of this kind serves it. */
    public static Optional<ReadyPage> servedAt(ListenAddress address) {
        try {
            ReadyPage page = of(address);
            return page.fields().containsKey("rotation_state") ? Optional.of(page) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the daemon itself reports that it cannot listen on this address. */
    public boolean misses(ListenAddress address) {
        try {
            String down = fields().getOrDefault("listeners_down", "[]").toString();
            // Compares whole entries. An entry may be a path and contain a comma itself.
            return (", " + down.substring(1, down.length() - 1) + ", ").contains(", " + address + ", ");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Parses the body.
     *
     * @throws IOException in words for an operator, when the answer is not a daemon's
     */
    public Map<String, Object> fields() throws IOException {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new ToldException(ReportTexts.NO_DAEMON_ANSWERS, e);
        }
    }

    private static ReadyPage of(ListenAddress address) throws IOException {
        try {
            PageReader.Reply reply = PageReader.get(address, "/ready", TIMEOUT, MAX_BYTES);
            return new ReadyPage(reply.code() == OK, reply.body());
        } catch (IOException e) {
            throw new ToldException(
                    address instanceof ListenAddress.Unix unix && isClosedToUs(unix.path())
                            ? ReportTexts.mayNotConnect(address)
                            : ReportTexts.nothingAnswers(address),
                    e);
        }
    }

    /**
     * Whether the socket exists and this user may not write to it, or lies behind a directory that this user may not
     * enter.
     */
    private static boolean isClosedToUs(Path socket) {
        return !Files.notExists(socket) && !Files.isWritable(socket);
    }
}
