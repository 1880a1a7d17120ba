package dev.baokms.kubernetes;

import java.util.List;

/** One value of a file as kube-apiserver's decoder sees it: quotes, tags, aliases and merge keys are resolved. */
sealed interface Value {
    /** No field is deeper than ten levels. The API server's own limit of 10000 would not fit the stack here. */
    int MAX_DEPTH = 100;

    /**
     * Most values in one file, including what aliases repeat. The API server allows more, but doctor has a small heap,
     * and no cluster needs them.
     */
    int MAX_COUNT = 20_000;

    /** {@code file:line:column}. */
    String place();

    /** The kind of a scalar in JSON, into which the API server converts every file. */
    enum Kind {
        NOTHING,
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /** @param text the content of the quotes, or a number as JSON writes it */
    record Scalar(Kind kind, String text, String place) implements Value {
        /** Leaves out the text, which may be a key. */
        @Override
        public String toString() {
            return kind + " at " + place;
        }
    }

    record Items(List<Value> values, String place) implements Value {}

    /** @param entries in order; a repeated field appears twice */
    record Fields(List<Field> entries, String place) implements Value {}

    /** @param name empty when it is not text */
    record Field(String name, String place, Value value) {}
}
