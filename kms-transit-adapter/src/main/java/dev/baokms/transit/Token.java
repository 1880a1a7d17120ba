package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.outcome.SecretBytes;

/** A token lent for one round of requests: a copy, so that a login meanwhile may wipe the original. */
final class Token implements AutoCloseable {
    private final SecretBytes value;
    private final long generation;

    /** @param value taken over */
    Token(SecretBytes value, long generation) {
        this.value = value;
        this.generation = generation;
    }

    /** Rises by one with every login, not with a renewal. */
    long generation() {
        return generation;
    }

    /** Accepted risk: OkHttp takes header values as {@link String} only, so one that cannot be wiped is made for each request. */
    String header() {
        return value.exposeTo(bytes -> new String(bytes, US_ASCII));
    }

    @Override
    public void close() {
        value.close();
    }

    @Override
    public String toString() {
        return "Token[hidden, generation " + generation + "]";
    }
}
