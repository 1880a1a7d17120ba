package dev.baokms.transit;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.outcome.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import okio.Buffer;

/** A complete HTTP answer: status, bounded body, and the one header that counts. */
final class Answer {
    private final int status;
    private final byte[] body;
    private final Duration retryAfter;

    /**
     * @param body taken over
     * @param retryAfter zero when not said
     */
    Answer(int status, byte[] body, Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** Reads a whole success envelope; empty for anything that is not one, or that lacks the member. */
    <T> Optional<Read<T>> read(AnswerReader<T> reader) {
        return json(json -> {
            Optional<Outcome<T>> value = Optional.empty();
            Optional<String> requestId = Optional.empty();
            json.beginObject();
            while (json.hasNext()) {
                String member = json.nextName();
                if (member.equals(reader.member()) && json.peek() != JsonReader.Token.NULL) {
                    value = Optional.of(reader.body().read(json));
                } else if (member.equals("request_id")) {
                    requestId = Optional.of(json.nextString()).filter(Answer::isRequestId);
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            Optional<String> id = requestId;
            return value.map(found -> new Read<>(found, id));
        });
    }

    /** The joined texts of an error envelope, {@code ""} for an empty list; empty for what is no error of OpenBao's. */
    Optional<String> errors() {
        return json(json -> {
            Optional<String> errors = Optional.empty();
            json.beginObject();
            while (json.hasNext()) {
                if (json.nextName().equals("errors")) {
                    List<String> texts = new ArrayList<>();
                    json.beginArray();
                    while (json.hasNext()) {
                        texts.add(json.nextString());
                    }
                    json.endArray();
                    errors = Optional.of(String.join("\n", texts));
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            return errors;
        });
    }

    void wipe() {
        Arrays.fill(body, (byte) 0);
    }

    private <T> Optional<T> json(Shape<T> shape) {
        // Accepted risk: okio copies the body into buffers of its own, which it reuses and does not wipe.
        try (var buffer = new Buffer().write(body);
                var json = JsonReader.of(buffer)) {
            Optional<T> value = shape.read(json);
            return json.peek() == JsonReader.Token.END_DOCUMENT ? value : Optional.empty();
        } catch (IOException | JsonDataException malformed) {
            return Optional.empty();
        }
    }

    /** OpenBao's ids are UUIDs; nothing else gets into a log by this way. */
    private static boolean isRequestId(String text) {
        return text.length() == 36 && text.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }

    /**
     * What a success envelope held.
     *
     * @param outcome what was asked for
     * @param requestId OpenBao's id of the request
     * @param <T> what was asked for
     */
    record Read<T>(Outcome<T> outcome, Optional<String> requestId) {}

    private interface Shape<T> {
        Optional<T> read(JsonReader json) throws IOException;
    }
}
