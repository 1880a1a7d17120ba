package dev.baokms.launcher.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.squareup.moshi.JsonDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which generation was written last: without it an older copy of the state would look as good as the newest.
 *
 * @param generation of the last committed write, 0 before the first
 * @param hash of it
 */
record Checkpoint(long generation, String hash) {
    static final Checkpoint NONE = new Checkpoint(0, Hash.NONE);
    private static final String SCHEMA = "bao-kms-provider/key-registry-checkpoint/v1";

    static Checkpoint of(Document document) {
        return new Checkpoint(document.generation(), document.hash());
    }

    /** Whether a write of this was begun after the checkpoint and cut short before the next one. */
    boolean isJustBefore(Document document) {
        return document.generation() == generation + 1
                && document.previousHash().equals(hash);
    }

    byte[] encoded() {
        return "{\"schema\":\"%s\",\"generation\":%d,\"hash\":\"%s\"}\n"
                .formatted(SCHEMA, generation, hash)
                .getBytes(UTF_8);
    }

    static Checkpoint decode(byte[] bytes) throws IOException {
        var schema = new AtomicReference<>("");
        var hash = new AtomicReference<>("");
        var generation = new AtomicLong();
        StrictJson.readWhole(
                bytes,
                in -> StrictJson.object(
                        in,
                        Map.of(
                                "schema", field -> schema.set(StrictJson.text(field)),
                                "generation", field -> generation.set(StrictJson.number(field)),
                                "hash", field -> hash.set(StrictJson.text(field)))));
        var checkpoint = new Checkpoint(generation.get(), hash.get());
        if (!schema.get().equals(SCHEMA) || !Arrays.equals(checkpoint.encoded(), bytes)) {
            throw new JsonDataException("the text is not in canonical form");
        }
        return checkpoint;
    }
}
