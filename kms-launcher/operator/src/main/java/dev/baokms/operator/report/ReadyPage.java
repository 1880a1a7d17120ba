package dev.baokms.operator.report;

import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the running daemon says of itself.
 *
 * @param well whether it answered 200
 * @param body JSON
 */
public record ReadyPage(boolean well, String body) {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MAX_BYTES = 1 << 16;

    /**
     * @param address empty when the page is turned off
     * @throws IOException in words for an operator, when no daemon answers
     */
    public static ReadyPage of(Optional<ListenAddress> address) throws IOException {
        return of(address.orElseThrow(() ->
                new IOException("server.healthAddress is empty, so the daemon has no health page; use probe instead")));
    }

    /** What a daemon of this kind says there, if one does. */
    public static Optional<ReadyPage> servedAt(ListenAddress address) {
        try {
            ReadyPage page = of(address);
            return page.fields().containsKey("rotation_state") ? Optional.of(page) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the daemon itself says that it cannot listen there. */
    public boolean misses(ListenAddress address) {
        try {
            String down = fields().getOrDefault("listeners_down", "[]").toString();
            return List.of(down.substring(1, down.length() - 1).split(", ", -1)).contains(address.toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws IOException in words for an operator, when it was no daemon that answered */
    public Map<String, Object> fields() throws IOException {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new IOException(
                    "what answers on the health address is no daemon; see which process has that port, or give"
                            + " --health-address",
                    e);
        }
    }

    private static ReadyPage of(ListenAddress address) throws IOException {
        var page = (HttpURLConnection)
                URI.create("http://" + address + "/ready").toURL().openConnection();
        page.setConnectTimeout(TIMEOUT_MILLIS);
        page.setReadTimeout(TIMEOUT_MILLIS);
        try {
            boolean well = page.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream in = well ? page.getInputStream() : page.getErrorStream()) {
                return new ReadyPage(
                        well, in == null ? "" : new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IOException("no daemon answers on " + address + "; start it, or give --health-address", e);
        }
    }
}
