package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results of a batch of Decrypts. An item without an error succeeded; its plaintext may be empty. */
final class BatchResults {
    private BatchResults() {}

    /** One element for each reference; empty where the item must be asked for alone. */
    static List<Optional<Outcome<SecretBytes>>> read(JsonReader json, List<String> references) throws IOException {
        List<Optional<Outcome<SecretBytes>>> results = new ArrayList<>(references.size());
        try {
            json.beginArray();
            while (json.hasNext()) {
                if (results.size() == references.size()) {
                    throw new JsonDataException("more results than items");
                }
                results.add(item(json, references.get(results.size())));
            }
            json.endArray();
            if (results.size() < references.size()) {
                throw new JsonDataException("fewer results than items");
            }
            return results;
        } catch (IOException | RuntimeException e) {
            results.forEach(BatchResults::wipe);
            throw e;
        }
    }

    private static Optional<Outcome<SecretBytes>> item(JsonReader json, String expected) throws IOException {
        Optional<SecretBytes> plaintext = Optional.empty();
        Optional<String> error = Optional.empty();
        Optional<String> reference = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "plaintext" -> plaintext = Optional.of(ResponseDecoders.base64(json));
                case "error" -> error = Optional.of(json.nextString());
                case "reference" -> reference = Optional.of(json.nextString());
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (!reference.equals(Optional.of(expected))) {
            plaintext.ifPresent(SecretBytes::close);
            throw new JsonDataException("a result belongs to another item");
        }
        if (error.isPresent()) {
            plaintext.ifPresent(SecretBytes::close);
            return error.flatMap(ResponseClassifier::failureOfItem).map(Outcome::failed);
        }
        return Optional.of(Outcome.ok(ResponseDecoders.required(plaintext)));
    }

    private static void wipe(Optional<Outcome<SecretBytes>> result) {
        if (result.isPresent() && result.get() instanceof Outcome.Ok<SecretBytes>(SecretBytes secret)) {
            secret.close();
        }
    }
}
