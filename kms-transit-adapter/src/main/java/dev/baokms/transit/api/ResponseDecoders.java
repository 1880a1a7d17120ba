package dev.baokms.transit.api;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decoders for each kind of good response. */
final class ResponseDecoders {
    private static final String DATA = "data";

    private ResponseDecoders() {}

    /** Whether encrypt creates unknown keys: the opposite of the flag on the wire. */
    static ResponseDecoder<Boolean> upsert() {
        return new ResponseDecoder<>(
                DATA, json -> Outcome.ok(!required(member(json, "disable_upsert", JsonReader::nextBoolean))));
    }

    /** @param requested the version that was asked for */
    static ResponseDecoder<TransitCiphertext> ciphertext(int requested) {
        return new ResponseDecoder<>(
                DATA, json -> required(member(json, "ciphertext", text -> ciphertext(text, requested))));
    }

    static ResponseDecoder<SecretBytes> plaintext() {
        return new ResponseDecoder<>(
                DATA, json -> Outcome.ok(required(member(json, "plaintext", ResponseDecoders::base64))));
    }

    static <O> ResponseDecoder<List<Optional<Outcome<O>>>> batch(BatchResults<O> results) {
        return new ResponseDecoder<>(DATA, json -> Outcome.ok(required(member(json, "batch_results", results::read))));
    }

    /** A version other than the requested one means that something swapped responses. */
    static Outcome<TransitCiphertext> ciphertext(JsonReader json, int requested) throws IOException {
        return switch (TransitCiphertext.parse(json.nextString())) {
            case Outcome.Ok<TransitCiphertext>(TransitCiphertext text)
            when requested != ApiRequests.LATEST && text.version() != requested -> Outcome.failed(new VerifyFailed());
            case Outcome.Ok<TransitCiphertext> ok -> ok;
            case Outcome.Failed<TransitCiphertext> refused ->
                throw new JsonDataException("ciphertext is not of the published form");
        };
    }

    /** Maps each path to what may be done there. A path without an answer invalidates the whole response. */
    static ResponseDecoder<Map<String, Set<String>>> capabilities(Collection<String> paths) {
        return new ResponseDecoder<>(DATA, json -> {
            Map<String, Set<String>> found = new HashMap<>();
            json.beginObject();
            while (json.hasNext()) {
                String path = json.nextName();
                // For a single path, the response also has the member "capabilities".
                if (paths.contains(path)) {
                    found.put(path, texts(json));
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            if (!found.keySet().containsAll(paths)) {
                throw new JsonDataException("a path is missing");
            }
            return Outcome.ok(found);
        });
    }

    private static Set<String> texts(JsonReader json) throws IOException {
        Set<String> texts = new TreeSet<>();
        json.beginArray();
        while (json.hasNext()) {
            texts.add(json.nextString());
        }
        json.endArray();
        return texts;
    }

    /** The {@code auth} block of a login or renewal. */
    static ResponseDecoder<AuthResponse> auth() {
        return new ResponseDecoder<>("auth", json -> {
            Optional<SecretBytes> token = Optional.empty();
            Optional<Long> seconds = Optional.empty();
            Optional<Boolean> renewable = Optional.empty();
            long uses = 0;
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "client_token" -> token = Optional.of(SecretBytes.adopting(rawText(json)));
                    case "lease_duration" -> seconds = Optional.of(json.nextLong());
                    case "num_uses" -> uses = json.nextLong();
                    case "renewable" -> renewable = Optional.of(json.nextBoolean());
                    default -> json.skipValue();
                }
            }
            json.endObject();
            return Outcome.ok(new AuthResponse(
                    required(token), Duration.ofSeconds(required(seconds)), required(renewable), uses));
        });
    }

    static <T> T required(Optional<T> member) {
        return member.orElseThrow(() -> new JsonDataException("a member is missing"));
    }

    private static <T> Optional<T> member(JsonReader json, String name, Member<T> value) throws IOException {
        Optional<T> found = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals(name)) {
                found = Optional.of(value.read(json));
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return found;
    }

    static SecretBytes base64(JsonReader json) throws IOException {
        byte[] text = rawText(json);
        try {
            // Java's decoder accepts missing padding, but OpenBao always sends it.
            if (text.length % 4 != 0) {
                throw new JsonDataException("plaintext is not padded base64");
            }
            return SecretBytes.adopting(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new JsonDataException("plaintext is not base64");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * The bytes of a string as they were sent, so that a plaintext or a token never becomes a {@link String}. Escapes are not undone:
     * neither base64 nor a token needs one.
     */
    private static byte[] rawText(JsonReader json) throws IOException {
        if (json.peek() != JsonReader.Token.STRING) {
            throw new JsonDataException("a secret is not a string");
        }
        byte[] quoted;
        try (var raw = json.nextSource()) {
            quoted = raw.readByteArray();
        }
        byte[] text = Arrays.copyOfRange(quoted, 1, quoted.length - 1);
        Arrays.fill(quoted, (byte) 0);
        for (byte b : text) {
            if (b == '\\') {
                Arrays.fill(text, (byte) 0);
                throw new JsonDataException("a secret holds an escape");
            }
        }
        return text;
    }

    private interface Member<T> {
        T read(JsonReader json) throws IOException;
    }
}
