package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One request as it arrived. Header names are looked up without regard to case. */
final class Request {
    final String method;
    final String target;
    final Map<String, String> headers;
    final byte[] body;
    final InetAddress from;
    final Optional<X509Certificate> certificate;

    /** @param certificate the client's own, shown in the TLS handshake */
    Request(
            String method,
            String target,
            Map<String, String> headers,
            byte[] body,
            InetAddress from,
            Optional<X509Certificate> certificate) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.from = from;
        this.certificate = certificate;
    }

    /** The header, or the empty string. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Still escaped, without the query. */
    String rawPath() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** With the question mark, or empty. */
    String rawQuery() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query);
    }

    Map<String, String> query() {
        return rawQuery().isEmpty() ? Map.of() : form(rawQuery().substring(1));
    }

    String bodyText() {
        return new String(body, UTF_8);
    }

    static Map<String, String> form(String text) {
        Map<String, String> out = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                out.put(unescape(name, true), equals < 0 ? "" : unescape(pair.substring(equals + 1), true));
            }
        }
        return out;
    }

    /** @throws IllegalArgumentException if a percent sign begins no escape */
    static String unescape(String text, boolean plusIsBlank) {
        var out = new ByteArrayOutputStream(text.length());
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                if (i + 2 >= bytes.length) {
                    throw new IllegalArgumentException("escape cut short");
                }
                out.write(hex(bytes[++i]) * 16 + hex(bytes[++i]));
            } else {
                out.write(bytes[i] == '+' && plusIsBlank ? ' ' : bytes[i]);
            }
        }
        return out.toString(UTF_8);
    }

    private static int hex(byte c) {
        int digit = Character.digit(c, 16);
        if (digit < 0) {
            throw new IllegalArgumentException("escape without hexadecimal digits");
        }
        return digit;
    }
}
