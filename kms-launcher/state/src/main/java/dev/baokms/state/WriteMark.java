package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.squareup.moshi.JsonWriter;
import dev.baokms.host.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okio.Buffer;

/**
 * Records which generation this machine wrote last, and when. A state and its checkpoint agree with each other wherever
 * they are copied. This mark reveals a copy that was put back: either its generation is newer than theirs, or its file
 * is younger than the time that it states.
 *
 * <p>Where a file system does not store when a file was created, the time of the last change counts, and a copy that
 * kept that time passes. A copy of a whole disk passes, too.
 *
 * @param of the generation and its hash
 * @param writtenAt by this machine's clock, in whole seconds
 */
record WriteMark(Checkpoint of, Instant writtenAt) {
    private static final String SCHEMA = "bao-kms-provider/key-registry-written/v1";

    /** A write takes milliseconds; a disk that hangs may take longer. */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);

    static WriteMark now(Checkpoint of) {
        return new WriteMark(of, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    static Path beside(Path state) {
        return StateFile.beside(state, ".written");
    }

    /**
     * Returns empty when an earlier version wrote the state, or when the file is damaged. The mark is then written
     * again.
     */
    static Optional<WriteMark> read(Path state, StateDirectory place) throws UnusableStateException {
        Optional<byte[]> content = place.read(beside(state));
        try {
            return content.isEmpty() ? Optional.empty() : Optional.of(decode(content.get()));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** Whether the document is older than what was written here, or a different one of the same generation. */
    boolean isNewerThan(StateDocument document) {
        return of.generation() > document.generation()
                || (of.generation() == document.generation() && !of.equals(Checkpoint.of(document)));
    }

    /**
     * Returns a sentence if the files were put here later than they were written. It says so, and what that may have
     * undone.
     */
    Optional<String> putBack(Path state) throws UnusableStateException {
        try {
            return putBackAt(state)
                    .map(at -> StateTexts.putBackFromCopy(
                            PathText.printable(state), writtenAt, at, PathText.printable(beside(state))));
        } catch (IOException e) {
            throw UnusableStateException.of(state, "read", e);
        }
    }

    private Optional<Instant> putBackAt(Path state) throws IOException {
        Instant born = Files.readAttributes(beside(state), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .creationTime()
                .toInstant();
        return born.isAfter(writtenAt.plus(LONGEST_WRITE))
                ? Optional.of(born.truncatedTo(ChronoUnit.SECONDS))
                : Optional.empty();
    }

    byte[] encoded() {
        var buffer = new Buffer();
        try (JsonWriter out = JsonWriter.of(buffer)) {
            out.beginObject();
            out.name("schema").value(SCHEMA).name("generation").value(of.generation());
            out.name("hash").value(of.hash()).name("writtenAt").value(writtenAt.getEpochSecond());
            out.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory does not fail", e);
        }
        return (buffer.readUtf8() + "\n").getBytes(UTF_8);
    }

    static WriteMark decode(byte[] bytes) throws IOException {
        var schema = new AtomicReference<>("");
        var generation = new AtomicLong();
        var hash = new AtomicReference<>("");
        var writtenAt = new AtomicLong();
        Map<String, StrictJson.Field> fields = Map.of(
                "schema", in -> schema.set(StrictJson.text(in)),
                "generation", in -> generation.set(StrictJson.number(in)),
                "hash", in -> hash.set(StrictJson.text(in)),
                "writtenAt", in -> writtenAt.set(StrictJson.number(in)));
        StrictJson.readWhole(bytes, in -> StrictJson.object(in, fields));
        if (!schema.get().equals(SCHEMA)) {
            throw new BrokenContentException(StateTexts.otherSchema(SCHEMA));
        }
        return new WriteMark(new Checkpoint(generation.get(), hash.get()), Instant.ofEpochSecond(writtenAt.get()));
    }
}
