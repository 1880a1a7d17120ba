package dev.baokms.transit;

import com.squareup.moshi.JsonReader;
import dev.baokms.core.outcome.Outcome;
import java.io.IOException;

/**
 * Takes one member of a success envelope apart. What does not fit is a {@link com.squareup.moshi.JsonDataException}, which never
 * leaves {@link Answer}.
 *
 * @param member {@code data} or {@code auth}
 * @param body reads its value
 * @param <T> what a good answer holds
 */
record AnswerReader<T>(String member, Body<T> body) {
    /** @param <T> what a good answer holds */
    interface Body<T> {
        Outcome<T> read(JsonReader json) throws IOException;
    }
}
