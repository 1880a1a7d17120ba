package dev.baokms.operator.rotate;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.host.ToldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;

/**
 * One page of a list. Keeps only the namespace, name, uid and version of each object.
 *
 * @param next where the next page begins; empty for the last page
 * @param remaining how many objects follow, according to the API server; 0 when it does not say
 */
record ObjectPage(List<ListedObject> items, String next, long remaining) {
    /**
     * One object of a list.
     *
     * @param namespace empty for an object without a namespace
     */
    record ListedObject(String namespace, String name, String uid, String version) {}

    ObjectPage {
        items = List.copyOf(items);
    }

    /**
     * Parses a list, an object or a status.
     *
     * @throws IOException when the text is none of them
     */
    static ObjectPage parse(String text) throws IOException {
        var page = new Parser();
        try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text))) {
            page.read(reader);
        } catch (JsonDataException | IOException e) {
            throw new ToldException(ClusterTexts.NO_LIST);
        }
        return new ObjectPage(page.items, page.next, page.remaining);
    }

    /** Returns the version of a written object; empty when the answer does not give it. */
    static String versionOf(String object) throws IOException {
        ObjectPage one = parse("{\"items\":[" + object + "]}");
        return one.items.isEmpty() ? "" : one.items.getFirst().version;
    }

    private static final class Parser {
        private final List<ListedObject> items = new ArrayList<>();
        private String next = "";
        private long remaining;

        void read(JsonReader reader) throws IOException {
            reader.beginObject();
            while (reader.hasNext()) {
                switch (reader.nextName()) {
                    case "metadata" -> readEnd(reader);
                    case "items" -> readItems(reader);
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
        }

        private void readItems(JsonReader reader) throws IOException {
            if (reader.peek() == JsonReader.Token.NULL) {
                reader.skipValue();
                return;
            }
            reader.beginArray();
            while (reader.hasNext()) {
                items.add(item(reader));
            }
            reader.endArray();
        }

        private void readEnd(JsonReader reader) throws IOException {
            reader.beginObject();
            while (reader.hasNext()) {
                switch (reader.nextName()) {
                    case "continue" -> next = reader.nextString();
                    case "remainingItemCount" -> remaining = reader.nextLong();
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
        }

        private static ListedObject item(JsonReader reader) throws IOException {
            ListedObject item = new ListedObject("", "", "", "");
            reader.beginObject();
            while (reader.hasNext()) {
                if (reader.nextName().equals("metadata")) {
                    item = named(reader);
                } else {
                    reader.skipValue();
                }
            }
            reader.endObject();
            return item;
        }

        private static ListedObject named(JsonReader reader) throws IOException {
            String namespace = "";
            String name = "";
            String uid = "";
            String version = "";
            reader.beginObject();
            while (reader.hasNext()) {
                switch (reader.nextName()) {
                    case "namespace" -> namespace = reader.nextString();
                    case "name" -> name = reader.nextString();
                    case "uid" -> uid = reader.nextString();
                    case "resourceVersion" -> version = reader.nextString();
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
            return new ListedObject(namespace, name, uid, version);
        }
    }
}
