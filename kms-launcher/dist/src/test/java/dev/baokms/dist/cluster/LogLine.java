package dev.baokms.dist.cluster;

import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One line of a daemon's log, as far as rotation goes. */
record LogLine(Instant at, String message, int version, Optional<Instant> activation) {
    static LogLine parse(String text) {
        try {
            Map<String, Object> fields = Json.parse(text);
            return new LogLine(
                    Instant.parse(text(fields, "ts")),
                    text(fields, "message"),
                    fields.containsKey("transit_key_version")
                            ? (int) Double.parseDouble(text(fields, "transit_key_version"))
                            : 0,
                    Optional.ofNullable(fields.get("activation"))
                            .map(Object::toString)
                            .map(Instant::parse));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<String, Object> fields, String name) {
        return String.valueOf(fields.get(name));
    }

    boolean isStart() {
        return message.startsWith("listening");
    }

    boolean isSwitch() {
        return message.equals("write key changed");
    }
}
