package dev.baokms.kubernetes;

import java.util.List;

/** One value of a file as kube-apiserver's decoder sees it: without quotes, tags, aliases and merge keys. */
sealed interface Value {
    /** No field is deeper than ten. The API server's own limit of 10000 would not fit the stack here. */
    int MAX_DEPTH = 100;

    /** In one file, with what aliases repeat. The API server allows more, but doctor has a small heap, and no cluster needs them. */
    int MAX_COUNT = 20_000;

    /** {@code file:line:column}. */
    String place();

    /** What a scalar is for JSON, which the API server turns every file into. */
    enum Kind {
        NOTHING,
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /** @param text what the quotes hold, or a number as JSON has it */
    record Scalar(Kind kind, String text, String place) implements Value {
        /** Without the text, which may be a key. */
        @Override
        public String toString() {
            return kind + " at " + place;
        }
    }

    record Items(List<Value> values, String place) implements Value {}

    /** @param entries in order, and one that is given twice is here twice */
    record Fields(List<Field> entries, String place) implements Value {}

    /** @param name empty for what is no text */
    record Field(String name, String place, Value value) {}
}
