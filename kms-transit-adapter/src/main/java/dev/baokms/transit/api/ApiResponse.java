package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.transit.http.BoundedResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okio.Buffer;

/** Reads OpenBao's two JSON envelopes from a response: success and errors. */
record ApiResponse(BoundedResponse http) {
    private static final int UUID_CHARS = 36;

    /** Reads a complete success envelope; empty for anything else, or if the member is missing. */
    <T> Optional<AttemptResult<T>> decode(ResponseDecoder<T> decoder) {
        return json(json -> {
            Optional<AttemptResult.Done<T>> done = Optional.empty();
            Optional<String> requestId = Optional.empty();
            json.beginObject();
            while (json.hasNext()) {
                String member = json.nextName();
                if (member.equals(decoder.member()) && json.peek() != JsonReader.Token.NULL) {
                    done = Optional.of(new AttemptResult.Done<>(decoder.body().read(json), Optional.empty()));
                } else if (member.equals("request_id")) {
                    requestId = Optional.of(json.nextString()).filter(ApiResponse::isRequestId);
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            Optional<String> id = requestId;
            return done.map(found -> new AttemptResult.Done<>(found.outcome(), id));
        });
    }

    /** The joined texts of an error envelope, {@code ""} for an empty list; empty if this is no error of OpenBao. */
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

    private <T> Optional<T> json(Shape<T> shape) {
        // Accepted risk: okio copies the body into buffers of its own, which it reuses and does not wipe.
        try (var buffer = new Buffer().write(http.body());
                var json = JsonReader.of(buffer)) {
            Optional<T> value = shape.read(json);
            return json.peek() == JsonReader.Token.END_DOCUMENT ? value : Optional.empty();
        } catch (IOException | JsonDataException malformed) {
            return Optional.empty();
        }
    }

    /** OpenBao's ids are UUIDs; nothing else may get into a log this way. */
    private static boolean isRequestId(String text) {
        return text.length() == UUID_CHARS && text.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }

    private interface Shape<T> {
        Optional<T> read(JsonReader json) throws IOException;
    }
}
