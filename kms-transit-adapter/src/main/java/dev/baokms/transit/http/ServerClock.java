package dev.baokms.transit.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Reads a server's clock from the {@code Date} header of an answer that needs no token. */
public final class ServerClock {
    private static final String PATH = "v1/sys/seal-status";

    private ServerClock() {}

    /**
     * How far this machine's clock is ahead of the server's, to about a second; negative when it is behind. Empty when
     * the server does not answer or sends no date.
     *
     * @param limit for the whole request
     */
    public static Optional<Duration> ahead(
            ServerAddress address, TrustedHttp trusted, Duration limit, InstantSource clock) {
        OkHttpClient client = trusted.client();
        var call = client.newCall(new Request.Builder()
                .url(address.url().newBuilder().addPathSegments(PATH).build())
                .build());
        call.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            Instant now = clock.instant();
            Date theirs = response.headers().getDate("Date");
            return Optional.ofNullable(theirs).map(date -> Duration.between(date.toInstant(), now));
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }
}
