package dev.baokms.testkit.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One answer: status, headers, body, and how the connection treats it. */
record Response(int status, Map<String, String> headers, String body, Ending ending) {
    /** What happens to the answer on its way. */
    enum Ending {
        WHOLE,
        /** Sent completely, then the connection is closed. */
        CLOSE,
        /** The declared length is complete, but only half is sent. */
        HALF,
        /** The connection is reset without an answer. */
        RESET
    }

    private static final Map<String, String> JSON = Map.of(
            "Content-Type", "application/json",
            "Cache-Control", "no-store",
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains");

    /** A JSON text with the constant headers. */
    static Response json(int status, String body) {
        return new Response(status, JSON, body, Ending.WHOLE);
    }

    /** An answer without the constant headers. */
    static Response plain(int status, String contentType, String body) {
        return new Response(status, Map.of("Content-Type", contentType), body, Ending.WHOLE);
    }

    /** An answer without a body and without the emulator's headers. */
    static Response bare(int status) {
        return new Response(status, Map.of(), "", Ending.WHOLE);
    }

    static Response reset() {
        return bare(0).ending(Ending.RESET);
    }

    static Response errors(int status, String... texts) {
        return json(status, GoJson.of(Map.of("errors", List.of(texts))) + "\n");
    }

    /** 200 with the envelope around {@code data}. */
    static Response ok(@Nullable Map<String, ?> data, List<String> warnings) {
        return json(200, envelope(data, warnings, null) + "\n");
    }

    static Response authenticated(Map<String, ?> auth, List<String> warnings) {
        return json(200, envelope(null, warnings, auth) + "\n");
    }

    /** As on some {@code sys/} paths: the members of {@code data} also appear at the top level. */
    static Response repeated(Map<String, ?> data, List<String> warnings) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(data);
        all.putAll(members(data, warnings, null));
        return json(200, GoJson.of(all) + "\n");
    }

    static Response noContent() {
        return json(204, "");
    }

    static String envelope(@Nullable Map<String, ?> data, List<String> warnings, @Nullable Map<String, ?> auth) {
        return GoJson.of(members(data, warnings, auth));
    }

    private static Map<String, @Nullable Object> members(
            @Nullable Map<String, ?> data, List<String> warnings, @Nullable Map<String, ?> auth) {
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("request_id", UUID.randomUUID().toString());
        envelope.put("lease_id", "");
        envelope.put("renewable", false);
        envelope.put("lease_duration", 0);
        envelope.put("data", data);
        envelope.put("wrap_info", null);
        envelope.put("warnings", warnings.isEmpty() ? null : warnings);
        envelope.put("auth", auth);
        return envelope;
    }

    Response header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body, ending);
    }

    Response withoutHeader(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Response(status, fewer, body, ending);
    }

    Response body(String text) {
        return new Response(status, headers, text, ending);
    }

    Response ending(Ending other) {
        return new Response(status, headers, body, other);
    }
}
