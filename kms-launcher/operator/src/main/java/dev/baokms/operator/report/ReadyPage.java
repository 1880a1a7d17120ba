package dev.baokms.operator.report;

import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** Whether a daemon of this kind answers there. */
    public static boolean isServedAt(ListenAddress address) {
        try {
            return Json.parse(of(address).body).containsKey("rotation_state");
        } catch (IOException e) {
            return false;
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
