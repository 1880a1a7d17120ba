package dev.baokms.testkit.emulator;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Moshi. The parts written by hand are what a client can notice: the server limits how much it reads, takes the
 * last of equal names, and ignores a second value in the body. The error texts for malformed JSON are not the server's.
 *
 * <p>Values are {@code Map}, {@code List}, {@code String}, {@code BigDecimal}, {@code Boolean} or null.
 */
final class GoJson {
    private static final int MAX_STRINGS = 1000;
    private static final int MAX_DEPTH = 10_000;
    private static final long MAX_MEMORY = 34_078_720;
    /** Moshi reads at most 255 levels. No path needs values below this level; deeper content is only measured. */
    private static final int READ_DEPTH = 200;

    private final JsonReader reader;
    private int strings;
    private long memory;

    private GoJson(JsonReader reader) {
        this.reader = reader;
    }

    /** JSON as Go writes it: without blanks, and with {@code < > &} escaped, which shows in error texts. */
    static String of(@Nullable Object value) {
        var out = new Buffer();
        try (JsonWriter writer = JsonWriter.of(out)) {
            writer.setSerializeNulls(true);
            writer.jsonValue(value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return out.readUtf8().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** The members of the first value; {@code null} and an empty text count as an empty object. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> readObject(String text) {
        Object value = text.isBlank() ? null : read(text);
        return switch (value) {
            case null -> new LinkedHashMap<>();
            case Map<?, ?> map -> (Map<String, @Nullable Object>) map;
            default -> throw malformed("json: cannot unmarshal into Go value of type map[string]interface {}");
        };
    }

    /** The first value, whatever it is. */
    static @Nullable Object read(String text) {
        var source = new Buffer().writeUtf8(text);
        try (JsonReader reader = JsonReader.of(source)) {
            Object value = new GoJson(reader).value(1);
            String rest = source.readUtf8().strip();
            if (!rest.isEmpty() && "{[\"-0123456789tfn".indexOf(rest.charAt(0)) < 0) {
                throw malformed("invalid character '" + rest.charAt(0) + "' looking for beginning of value");
            }
            return value;
        } catch (EOFException e) {
            throw malformed("unexpected EOF");
        } catch (JsonEncodingException | JsonDataException | NumberFormatException e) {
            throw malformed("invalid character");
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        }
    }

    private @Nullable Object value(int depth) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT, BEGIN_ARRAY -> depth < READ_DEPTH ? container(depth) : measured(depth);
            case STRING -> counted(reader.nextString());
            case NUMBER -> {
                spend(24);
                yield new BigDecimal(reader.nextString());
            }
            case BOOLEAN -> reader.nextBoolean();
            default -> reader.nextNull();
        };
    }

    private Object container(int depth) throws IOException {
        if (reader.peek() == JsonReader.Token.BEGIN_ARRAY) {
            List<@Nullable Object> array = new ArrayList<>();
            spend(40);
            reader.beginArray();
            while (reader.hasNext()) {
                array.add(value(depth + 1));
            }
            reader.endArray();
            return array;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        spend(88);
        reader.beginObject();
        while (reader.hasNext()) {
            object.put(counted(reader.nextName()), value(depth + 1));
        }
        reader.endObject();
        return object;
    }

    private @Nullable Object measured(int depth) throws IOException {
        int level = depth - 1;
        try (BufferedSource raw = reader.nextSource()) {
            for (byte c : raw.readByteArray()) {
                level += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                if (level > MAX_DEPTH) {
                    throw malformed("exceeded max depth");
                }
            }
        }
        return null;
    }

    private String counted(String text) {
        if (++strings > MAX_STRINGS) {
            throw complex("maximum number of strings");
        }
        spend(32L + text.length());
        return text;
    }

    private void spend(long bytes) {
        memory += bytes;
        if (memory > MAX_MEMORY) {
            throw complex("maximum estimated memory limits");
        }
    }

    private static Refusal malformed(String text) {
        return Refusal.of(400, "failed to decode JSON input: " + text);
    }

    private static Refusal complex(String text) {
        return Refusal.of(400, "refused JSON input due to high complexity: exceeded " + text);
    }
}
