package dev.baokms.core;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The string literals of a class: what its constant pool loads as strings, each piece of a concatenation by itself. */
final class ClassStrings {
    private static final int MAGIC_AND_VERSION_BYTES = 8;
    private static final int UTF8 = 1;
    private static final int STRING = 8;

    private ClassStrings() {}

    static Set<String> of(byte[] classFile) {
        try (var in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(MAGIC_AND_VERSION_BYTES);
            return strings(in);
        } catch (IOException e) {
            throw new IllegalStateException("a byte array ended before its constant pool", e);
        }
    }

    private static Set<String> strings(DataInputStream in) throws IOException {
        Map<Integer, String> texts = new HashMap<>();
        Set<Integer> loaded = new HashSet<>();
        int count = in.readUnsignedShort();
        for (int index = 1; index < count; index++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> texts.put(index, in.readUTF());
                case STRING -> loaded.add(in.readUnsignedShort());
                case 7, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    // A long or a double takes two entries.
                    index++;
                }
                default -> throw new IllegalStateException("unknown constant, tag " + tag);
            }
        }
        return loaded.stream().map(texts::get).collect(Collectors.toUnmodifiableSet());
    }
}
