package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Records which generation was written last. Without it, an older copy of the state would look as good as the newest.
 *
 * @param generation of the last committed write, 0 before the first
 * @param hash of that generation
 */
record Checkpoint(long generation, String hash) {
    static final Checkpoint NONE = new Checkpoint(0, StateDocument.NO_HASH);
    private static final String SCHEMA = "bao-kms-provider/key-registry-checkpoint/v1";
    private static final int ASCII = 0x80;

    static Checkpoint of(StateDocument document) {
        return new Checkpoint(document.generation(), document.hash());
    }

    /** Whether a write of this document began after the checkpoint and was cut short before the next checkpoint. */
    boolean isJustBefore(StateDocument document) {
        return document.generation() == generation + 1
                && document.previousHash().equals(hash);
    }

    byte[] encoded() {
        return String.format(
                        Locale.ROOT,
                        "{\"schema\":\"%s\",\"generation\":%d,\"hash\":\"%s\"}\n",
                        SCHEMA,
                        generation,
                        hash)
                .getBytes(UTF_8);
    }

    static Checkpoint decode(byte[] written) throws IOException {
        byte[] bytes = withAsciiDigits(written);
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
            throw new BrokenContentException(StateTexts.NOT_CANONICAL);
        }
        return checkpoint;
    }

    /** Earlier versions wrote the generation in the digits of their locale, such as Arabic or Bengali digits. */
    private static byte[] withAsciiDigits(byte[] written) {
        var text = new StringBuilder();
        new String(written, UTF_8)
                .codePoints()
                .forEach(each -> text.appendCodePoint(
                        each >= ASCII && Character.isDigit(each) ? '0' + Character.digit(each, 10) : each));
        return text.toString().getBytes(UTF_8);
    }
}
