package dev.baokms.launcher.state;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;

/** Reads JSON objects of which every field is known, present once, and of its type. */
final class StrictJson {
    /** Takes the value of one field. */
    @FunctionalInterface
    interface Field {
        void read(JsonReader in) throws IOException;
    }

    private StrictJson() {}

    /** One object that is the whole text. */
    static void readWhole(byte[] bytes, Field object) throws IOException {
        try (JsonReader in = JsonReader.of(new Buffer().write(bytes))) {
            object.read(in);
            if (in.peek() != Token.END_DOCUMENT) {
                throw new JsonDataException("something follows the end");
            }
        }
    }

    /** Every field exactly once, in any order. */
    static void object(JsonReader in, Map<String, Field> fields) throws IOException {
        Set<String> seen = new HashSet<>();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            Field field = fields.get(name);
            if (field == null) {
                throw new JsonDataException("unknown field at " + in.getPath());
            }
            if (!seen.add(name)) {
                throw new JsonDataException("duplicate field at " + in.getPath());
            }
            field.read(in);
        }
        in.endObject();
        if (seen.size() != fields.size()) {
            Set<String> missing = new HashSet<>(fields.keySet());
            missing.removeAll(seen);
            throw new JsonDataException("missing at " + in.getPath() + ": " + new TreeSet<>(missing));
        }
    }

    static String text(JsonReader in) throws IOException {
        require(in, Token.STRING);
        return in.nextString();
    }

    static int integer(JsonReader in) throws IOException {
        require(in, Token.NUMBER);
        return in.nextInt();
    }

    static long number(JsonReader in) throws IOException {
        require(in, Token.NUMBER);
        return in.nextLong();
    }

    // The reader itself would take "5" for 5.
    private static void require(JsonReader in, Token token) throws IOException {
        if (in.peek() != token) {
            throw new JsonDataException("expected " + token + " but was " + in.peek() + " at " + in.getPath());
        }
    }
}
