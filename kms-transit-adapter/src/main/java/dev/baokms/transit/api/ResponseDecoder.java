package dev.baokms.transit.api;

import com.squareup.moshi.JsonReader;
import dev.baokms.core.failure.Outcome;
import java.io.IOException;

/**
 * Decodes one member of a success envelope. Unexpected content is a {@link com.squareup.moshi.JsonDataException}, which
 * never leaves {@link ApiResponse}.
 *
 * @param member {@code data} or {@code auth}
 * @param body reads its value
 * @param <T> what a good response holds
 */
record ResponseDecoder<T>(String member, Body<T> body) {
    /** @param <T> what a good response holds */
    interface Body<T> {
        Outcome<T> read(JsonReader json) throws IOException;
    }
}
