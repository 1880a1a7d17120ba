package dev.baokms.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What the running daemon says of itself.
 *
 * @param well whether it answered 200
 * @param body JSON
 */
record HealthPage(boolean well, String body) {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MAX_BYTES = 1 << 16;

    /**
     * @param address host and port; empty when the page is turned off
     * @throws IOException in words for an operator, when there is nobody
     */
    static HealthPage of(String address) throws IOException {
        if (address.isEmpty()) {
            throw new IOException("server.healthAddress is empty, so the daemon has no health page; use probe instead");
        }
        var page = (HttpURLConnection)
                URI.create("http://" + address + "/ready").toURL().openConnection();
        page.setConnectTimeout(TIMEOUT_MILLIS);
        page.setReadTimeout(TIMEOUT_MILLIS);
        try {
            boolean well = page.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream in = well ? page.getInputStream() : page.getErrorStream()) {
                return new HealthPage(
                        well, in == null ? "" : new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IOException("no daemon answers on " + address + "; start it, or give --health-address", e);
        }
    }
}
