package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.keyring.KeyringState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okio.Buffer;

/**
 * The content of the state file: one memory, its place in the chain, and the configuration that it belongs to.
 *
 * <p>Each document has exactly one byte string. Any other spelling is refused.
 *
 * @param scope fingerprint of the configuration it belongs to
 * @param generation 1 for the first write, one more for each later write
 * @param previousHash hash of the generation before, {@link #NO_HASH} for the first
 * @param memory what is remembered
 */
record StateDocument(String scope, long generation, String previousHash, KeyringState memory) {
    static final String SCHEMA = "bao-kms-provider/key-registry/v1";
    /** The previous hash of the first generation. */
    static final String NO_HASH = "0".repeat(64);

    /** The SHA-256 of everything else in canonical form. */
    String hash() {
        return Sha256.hex(json(false).getBytes(UTF_8));
    }

    /** Returns the document of a first start. It is never written. */
    static StateDocument first(String scope) {
        return new StateDocument(scope, 0, NO_HASH, KeyringState.EMPTY);
    }

    StateDocument next(KeyringState changed) {
        return new StateDocument(scope, generation + 1, hash(), changed);
    }

    byte[] encoded() {
        return (json(true) + "\n").getBytes(UTF_8);
    }

    private String json(boolean withHash) {
        var buffer = new Buffer();
        try (JsonWriter out = JsonWriter.of(buffer)) {
            out.beginObject();
            out.name("schema").value(SCHEMA).name("scope").value(scope);
            out.name("generation").value(generation).name("previousHash").value(previousHash);
            out.name("pins").beginArray();
            for (Map.Entry<Integer, Long> pin : memory.pins().entrySet()) {
                out.beginObject().name("version").value(pin.getKey());
                out.name("createdAt").value(pin.getValue()).endObject();
            }
            out.endArray();
            out.name("highestActive").value(memory.highestActive());
            out.name("retired").beginArray();
            for (int version : memory.retired()) {
                out.value(version);
            }
            out.endArray();
            if (withHash) {
                out.name("hash").value(hash());
            }
            out.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory does not fail", e);
        }
        return buffer.readUtf8();
    }

    /** @throws BrokenContentException saying what is wrong with the text */
    static StateDocument decode(byte[] bytes) throws IOException {
        var schema = new AtomicReference<>("");
        var scope = new AtomicReference<>("");
        var previousHash = new AtomicReference<>("");
        var hash = new AtomicReference<>("");
        var generation = new AtomicLong();
        var highestActive = new AtomicInteger();
        var pins = new TreeMap<Integer, Long>();
        var retired = new TreeSet<Integer>();
        Map<String, StrictJson.Field> fields = Map.of(
                "schema", in -> schema.set(StrictJson.text(in)),
                "scope", in -> scope.set(StrictJson.text(in)),
                "generation", in -> generation.set(StrictJson.number(in)),
                "previousHash", in -> previousHash.set(StrictJson.text(in)),
                "pins", in -> readPins(in, pins),
                "highestActive", in -> highestActive.set(StrictJson.integer(in)),
                "retired", in -> readRetired(in, retired),
                "hash", in -> hash.set(StrictJson.text(in)));
        StrictJson.readWhole(bytes, in -> StrictJson.object(in, fields));
        if (!schema.get().equals(SCHEMA)) {
            throw new BrokenContentException(StateTexts.otherSchema(SCHEMA));
        }
        var document = new StateDocument(
                scope.get(), generation.get(), previousHash.get(), memory(pins, highestActive.get(), retired));
        if (!document.hash().equals(hash.get())) {
            throw new BrokenContentException(StateTexts.OTHER_HASH);
        }
        if (generation.get() < 1 || !Arrays.equals(document.encoded(), bytes)) {
            throw new BrokenContentException(StateTexts.NOT_CANONICAL);
        }
        return document;
    }

    private static KeyringState memory(TreeMap<Integer, Long> pins, int highestActive, TreeSet<Integer> retired)
            throws BrokenContentException {
        try {
            return new KeyringState(pins, highestActive, retired);
        } catch (IllegalArgumentException contradiction) {
            throw new BrokenContentException(StateTexts.contradictsItself(String.valueOf(contradiction.getMessage())));
        }
    }

    private static void readPins(JsonReader in, TreeMap<Integer, Long> pins) throws IOException {
        in.beginArray();
        while (in.hasNext()) {
            var version = new AtomicInteger();
            var createdAt = new AtomicLong();
            StrictJson.object(
                    in,
                    Map.of(
                            "version", field -> version.set(StrictJson.integer(field)),
                            "createdAt", field -> createdAt.set(StrictJson.number(field))));
            pins.put(version.get(), createdAt.get());
        }
        in.endArray();
    }

    private static void readRetired(JsonReader in, TreeSet<Integer> retired) throws IOException {
        in.beginArray();
        while (in.hasNext()) {
            retired.add(StrictJson.integer(in));
        }
        in.endArray();
    }
}
