package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.Operation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The results of a batch. An item without an error succeeded; its plaintext may be empty.
 *
 * @param payload the member that holds the result
 * @param single the kind of an item when sent alone
 * @param items the items that were sent, in order
 */
record BatchResults<O>(String payload, Kind single, List<Expected<O>> items) {
    /**
     * @param reference a number that no other item ever had; empty for an item that was sent without one
     * @param value reads the result
     */
    record Expected<O>(Optional<String> reference, ResultReader<O> value) {}

    /** Reads one value. */
    interface ResultReader<O> {
        Outcome<O> read(JsonReader json) throws IOException;
    }

    /** One element for each item; empty if the item must be sent alone. */
    List<Optional<Outcome<O>>> read(JsonReader json) throws IOException {
        List<Optional<Outcome<O>>> results = new ArrayList<>(items.size());
        try {
            json.beginArray();
            while (json.hasNext()) {
                if (results.size() == items.size()) {
                    throw new JsonDataException("more results than items");
                }
                results.add(result(json, items.get(results.size())));
            }
            json.endArray();
            if (results.size() < items.size()) {
                throw new JsonDataException("fewer results than items");
            }
            return results;
        } catch (IOException | RuntimeException e) {
            results.forEach(BatchResults::wipe);
            throw e;
        }
    }

    private Optional<Outcome<O>> result(JsonReader json, Expected<O> item) throws IOException {
        Optional<Outcome<O>> value = Optional.empty();
        Optional<String> error = Optional.empty();
        Optional<String> reference = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            String member = json.nextName();
            if (member.equals(payload)) {
                value = Optional.of(item.value().read(json));
            } else if (member.equals("error")) {
                error = Optional.of(json.nextString());
            } else if (member.equals("reference")) {
                reference = Optional.of(json.nextString());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        if (!reference.filter(text -> !text.isEmpty()).equals(item.reference())) {
            wipe(value);
            throw new JsonDataException("a result belongs to another item");
        }
        if (error.isPresent()) {
            wipe(value);
            return error.flatMap(text -> ResponseClassifier.failureOfItem(single, text))
                    .map(Outcome::failed);
        }
        return Optional.of(ResponseDecoders.required(value));
    }

    private static void wipe(Optional<? extends Outcome<?>> result) {
        if (result.isPresent() && result.get() instanceof Outcome.Ok<?>(SecretBytes secret)) {
            secret.close();
        }
    }
}
