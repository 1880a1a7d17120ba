package dev.baokms.state;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;

/**
 * Reads JSON objects in which every field is known, present once, and of its type. The library's messages are written
 * for programmers, so none of them gets through.
 */
final class StrictJson {
    /** Takes the value of one field. */
    @FunctionalInterface
    interface Field {
        void read(JsonReader in) throws IOException;
    }

    private StrictJson() {}

    /**
     * Reads one object that is the whole text.
     *
     * @throws BrokenContentException saying what is wrong and where
     */
    static void readWhole(byte[] bytes, Field object) throws IOException {
        try (JsonReader in = JsonReader.of(new Buffer().write(bytes))) {
            readWhole(in, object);
        }
    }

    private static void readWhole(JsonReader in, Field object) throws IOException {
        try {
            object.read(in);
            if (in.peek() != Token.END_DOCUMENT) {
                throw new BrokenContentException(StateTexts.GOES_ON);
            }
        } catch (BrokenContentException | UnusableStateException told) {
            throw told;
        } catch (IOException | JsonDataException e) {
            throw new BrokenContentException(StateTexts.notJson(in.getPath()));
        }
    }

    /** Reads an object that has every field exactly once, in any order. */
    static void object(JsonReader in, Map<String, Field> fields) throws IOException {
        Set<String> seen = new HashSet<>();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            Field field = fields.get(name);
            if (field == null) {
                throw new BrokenContentException(StateTexts.unknownField(in.getPath()));
            }
            if (!seen.add(name)) {
                throw new BrokenContentException(StateTexts.fieldTwice(in.getPath()));
            }
            field.read(in);
        }
        in.endObject();
        if (seen.size() != fields.size()) {
            Set<String> missing = new TreeSet<>(fields.keySet());
            missing.removeAll(seen);
            throw new BrokenContentException(StateTexts.fieldsMissing(in.getPath(), missing));
        }
    }

    static String text(JsonReader in) throws IOException {
        require(in, Token.STRING, StateTexts.TEXT);
        return in.nextString();
    }

    static int integer(JsonReader in) throws IOException {
        long value = number(in);
        if (value != (int) value) {
            throw notANumber(in);
        }
        return (int) value;
    }

    static long number(JsonReader in) throws IOException {
        require(in, Token.NUMBER, StateTexts.NUMBER);
        try {
            return in.nextLong();
        } catch (JsonDataException tooLongOrBroken) {
            throw notANumber(in);
        }
    }

    // The library's reader would accept "5" for 5.
    private static void require(JsonReader in, Token token, String kind) throws IOException {
        if (in.peek() != token) {
            throw new BrokenContentException(StateTexts.otherKind(kind, in.getPath()));
        }
    }

    private static BrokenContentException notANumber(JsonReader in) {
        return new BrokenContentException(StateTexts.notInRange(in.getPath()));
    }
}
