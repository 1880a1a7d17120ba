package dev.baokms.telemetry;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Converts maps, lists, texts, numbers and booleans to and from JSON text on one line. */
public final class Json {
    private Json() {}

    /** @param value a map with text keys, an iterable, text, number, boolean or null, at any depth */
    public static String of(@Nullable Object value) {
        var buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            // A member without a value is written as null.
            writer.setSerializeNulls(true);
            write(writer, value);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory does not fail", e);
        }
        return buffer.readUtf8();
    }

    /**
     * Returns the members of an object, in their order.
     *
     * @throws IOException if the text is not a JSON object
     */
    public static Map<String, Object> parse(String text) throws IOException {
        var members = new LinkedHashMap<String, Object>();
        try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text))) {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                // Kept as text: read as a value, a whole number would become a fraction.
                boolean number = reader.peek() == JsonReader.Token.NUMBER;
                members.put(name, number ? reader.nextString() : String.valueOf(reader.readJsonValue()));
            }
            reader.endObject();
        } catch (JsonDataException | IOException e) {
            // The library's message is advice for programmers.
            throw new IOException(TelemetryTexts.NOT_A_JSON_OBJECT, e);
        }
        return members;
    }

    /**
     * Returns a complete document: maps in their order, lists, texts, longs, booleans and null.
     *
     * @throws IOException if the text is not JSON, holds a number that is not whole, repeats a member, or is nested too
     *     deeply
     */
    public static @Nullable Object tree(String text) throws IOException {
        try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text))) {
            Object tree = value(reader);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new IOException(TelemetryTexts.MORE_AFTER_JSON);
            }
            return tree;
        } catch (JsonDataException | IOException e) {
            throw new IOException(TelemetryTexts.NOT_JSON, e);
        }
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    if (members.containsKey(name)) {
                        throw new IOException(TelemetryTexts.MEMBER_TWICE);
                    }
                    members.put(name, value(reader));
                }
                reader.endObject();
                yield members;
            }
            case BEGIN_ARRAY -> {
                var items = new ArrayList<@Nullable Object>();
                reader.beginArray();
                while (reader.hasNext()) {
                    items.add(value(reader));
                }
                reader.endArray();
                yield items;
            }
            case STRING -> reader.nextString();
            case NUMBER -> reader.nextLong();
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT -> throw new IOException(TelemetryTexts.VALUE_MISSING);
        };
    }

    private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> writer.nullValue();
            case Map<?, ?> map -> {
                writer.beginObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    writer.name(String.valueOf(entry.getKey()));
                    write(writer, entry.getValue());
                }
                writer.endObject();
            }
            case Iterable<?> items -> {
                writer.beginArray();
                for (Object item : items) {
                    write(writer, item);
                }
                writer.endArray();
            }
            case Number number -> writer.value(number);
            case Boolean bool -> writer.value(bool);
            default -> writer.value(value.toString());
        }
    }
}
