package dev.baokms.testkit.emulator;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it arrived.
 *
 * @param target path and query, still escaped
 * @param certificate the client's own, shown in the TLS handshake
 */
record Request(
        String method,
        String target,
        HttpHeaders headers,
        String body,
        InetSocketAddress from,
        Optional<X509Certificate> certificate) {
    /** The header, or the empty string. */
    String header(String name) {
        return headers.get(name, "");
    }

    /** The path, still escaped, without the query. */
    String rawPath() {
        return new QueryStringDecoder(target).rawPath();
    }

    /** @throws IllegalArgumentException if a percent sign begins no escape */
    String path() {
        return new QueryStringDecoder(target).path();
    }

    /** The query with its question mark, or empty. */
    String rawQuery() {
        return target.substring(rawPath().length());
    }

    Map<String, String> query() {
        return values(new QueryStringDecoder(target));
    }

    Map<String, String> form() {
        return values(new QueryStringDecoder(body, false));
    }

    /** The last of equal names counts. */
    private static Map<String, String> values(QueryStringDecoder text) {
        Map<String, String> out = new LinkedHashMap<>();
        text.parameters().forEach((name, values) -> out.put(name, values.getLast()));
        return out;
    }
}
