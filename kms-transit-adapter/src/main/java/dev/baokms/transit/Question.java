package dev.baokms.transit;

import java.util.Arrays;

/**
 * One request, whichever address it goes to and however often. Owns its body, which may hold a secret, and wipes it.
 *
 * @param <T> what a good answer holds
 */
final class Question<T> implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Operation operation;
    private final String path;
    private final byte[] body;
    private final AnswerReader<T> reader;

    private Question(Operation operation, String path, byte[] body, AnswerReader<T> reader) {
        this.operation = operation;
        this.path = path;
        this.body = body;
        this.reader = reader;
    }

    static <T> Question<T> reading(Operation operation, String path, AnswerReader<T> reader) {
        return new Question<>(operation, path, NOTHING, reader);
    }

    /** Takes over the body. */
    static <T> Question<T> posting(Operation operation, String path, byte[] body, AnswerReader<T> reader) {
        return new Question<>(operation, path, body, reader);
    }

    Operation operation() {
        return operation;
    }

    /** Below {@code /v1/}, made of names that were checked. */
    String path() {
        return path;
    }

    /** Empty for a question that only reads. */
    byte[] body() {
        return body;
    }

    AnswerReader<T> reader() {
        return reader;
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }
}
