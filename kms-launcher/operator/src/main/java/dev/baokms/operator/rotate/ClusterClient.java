package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.ApiServerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Talks to API servers over HTTPS, or through a kubectl proxy on this machine. Limits time and size, and follows no
 * redirect.
 */
public final class ClusterClient implements KubernetesApi, AutoCloseable {
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration CALL = Duration.ofSeconds(35);
    private static final Duration PAGE = Duration.ofMinutes(2);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);
    private static final int OK = 200;

    private final List<Door> doors;
    private final Optional<BearerToken> token;
    /** The server that answered last, which is asked first. */
    private volatile int first;

    /** One way to an API server. */
    record Door(String name, HttpUrl url, OkHttpClient http) {}

    /**
     * Creates a client.
     *
     * @param doors at least one
     */
    ClusterClient(List<Door> doors, Optional<BearerToken> token) {
        this.doors = List.copyOf(doors);
        this.token = token;
    }

    @Override
    public List<String> servers() {
        return doors.stream().map(Door::name).toList();
    }

    @Override
    public ApiServerMetrics metrics(String server, String providerName) throws IOException {
        Door door = doors.stream()
                .filter(one -> one.name().equals(server))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no API server was given as " + PathText.printable(server)));
        try (Response response = sent(door, new Question("GET", "/metrics", "text/plain", "", ""), PAGE)) {
            if (response.code() != OK) {
                throw new ToldException(PatientApi.refusal(response.code(), ClusterTexts.getOn("/metrics")));
            }
            return ApiServerMetrics.of(response.body().byteStream(), providerName);
        }
    }

    @Override
    public Reply ask(Question question) throws IOException {
        ToldException failure = new ToldException(ClusterTexts.NO_SERVER);
        int begin = first;
        for (int i = 0; i < doors.size(); i++) {
            int position = (begin + i) % doors.size();
            try (Response response = sent(doors.get(position), question, CALL)) {
                Reply reply = read(response);
                first = position;
                return reply;
            } catch (TooLongException e) {
                throw e;
            } catch (IOException e) {
                failure = new ToldException(ClusterTexts.of(doors.get(position).name(), PatientApi.words(e)), e);
            }
        }
        throw failure;
    }

    private Response sent(Door door, Question question, Duration limit) throws IOException {
        var request = new Request.Builder()
                .url(HttpUrl.get(door.url().toString().replaceFirst("/$", "") + question.path()))
                .header("User-Agent", "bao-kms-provider")
                .header("Accept", question.accept())
                .method(
                        question.method(),
                        question.body().isEmpty()
                                ? null
                                : RequestBody.create(question.body().getBytes(UTF_8), MediaType.get(question.type())));
        if (token.isPresent() && door.url().isHttps()) {
            request.header("Authorization", token.get().header());
        }
        var call = door.http().newCall(request.build());
        call.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return call.execute();
        } catch (SSLException e) {
            throw new ToldException(ClusterTexts.TLS_FAILED, e);
        } catch (IOException e) {
            throw new ToldException(ClusterTexts.NO_ANSWER, e);
        }
    }

    private static Reply read(Response response) throws IOException {
        var source = response.body().source();
        if (source.request(MOST_BYTES + 1L)) {
            throw new TooLongException(ClusterTexts.answerTooLong(MOST_BYTES));
        }
        return new Reply(response.code(), source.readString(UTF_8), retryAfter(response));
    }

    private static Duration retryAfter(Response response) {
        String value = Optional.ofNullable(response.header("Retry-After")).orElse("");
        Duration said = value.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
        return said.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : said;
    }

    @Override
    public void close() {
        doors.forEach(door -> {
            door.http().connectionPool().evictAll();
            door.http().dispatcher().executorService().shutdown();
        });
    }
}
