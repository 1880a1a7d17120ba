package dev.baokms.testkit.emulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests as they are told and reads what comes, without judging. */
final class Api {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String address;
    private final String token;
    private final Map<String, String> headers;

    Api(URI address, String token) {
        this(address.toString(), token, Map.of());
    }

    private Api(String address, String token, Map<String, String> headers) {
        this.address = address;
        this.token = token;
        this.headers = headers;
    }

    /** The same server as somebody else; the empty token sends none. */
    Api as(String otherToken) {
        return new Api(address, otherToken, headers);
    }

    Api with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Api(address, token, more);
    }

    Answer get(String path) {
        return send("GET", "/v1/" + path, "");
    }

    Answer list(String path) {
        return send("LIST", "/v1/" + path, "");
    }

    Answer delete(String path) {
        return send("DELETE", "/v1/" + path, "");
    }

    /** @param members names and values of the body, in turn */
    Answer post(String path, @Nullable Object... members) {
        return send("POST", "/v1/" + path, GoJson.of(object(members)));
    }

    static Map<String, @Nullable Object> object(@Nullable Object... members) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            out.put(String.valueOf(members[i]), members[i + 1]);
        }
        return out;
    }

    Answer send(String method, String path, String body) {
        try {
            return sendOrThrow(method, path, body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Answer sendOrThrow(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("X-Vault-Token", token);
        }
        headers.forEach(request::header);
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            Map<String, String> got = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> got.put(name, values.getFirst()));
            return new Answer(response.statusCode(), got, response.body());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /** What came back. Values are found by a path of member names and list positions. */
    record Answer(int status, Map<String, String> headers, String body) {
        @Nullable
        Object at(Object... path) {
            Object value = GoJson.read(body);
            for (Object step : path) {
                value = switch (value) {
                    case Map<?, ?> map -> map.get(step);
                    case List<?> list -> list.get((Integer) step);
                    case null, default -> null;
                };
            }
            return value instanceof BigDecimal number ? number.longValueExact() : value;
        }

        String text(Object... path) {
            return String.valueOf(at(path));
        }

        List<String> members(Object... path) {
            List<String> names = new ArrayList<>();
            if (at(path) instanceof Map<?, ?> map) {
                map.keySet().forEach(name -> names.add(String.valueOf(name)));
            }
            return names;
        }

        String error() {
            return text("errors", 0);
        }

        String ciphertext() {
            return text("data", "ciphertext");
        }
    }
}
