package dev.baokms.transit.token;

import dev.baokms.core.secret.SecretBytes;

/** A token lent for one round of requests: a copy, so that a login may wipe the original meanwhile. */
public final class BorrowedToken implements AutoCloseable {
    private final SecretBytes value;
    private final long generation;
    private final boolean issued;

    /** @param value taken over */
    BorrowedToken(SecretBytes value, long generation, boolean issued) {
        this.value = value;
        this.generation = generation;
        this.issued = issued;
    }

    public SecretBytes value() {
        return value;
    }

    /** Rises by one with every login, not with a renewal. */
    public long generation() {
        return generation;
    }

    /** Whether another program obtained it, so that no login from here can replace it. */
    public boolean issued() {
        return issued;
    }

    @Override
    public void close() {
        value.close();
    }

    @Override
    public String toString() {
        return "BorrowedToken[hidden, generation " + generation + "]";
    }
}
