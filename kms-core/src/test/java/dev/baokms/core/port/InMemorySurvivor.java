package dev.baokms.core.port;

import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/** Memory that outlives a provider of the same test. */
public final class InMemorySurvivor implements Survivor {
    private Optional<byte[]> content = Optional.empty();
    private Optional<String> problem = Optional.empty();

    @Override
    public synchronized Optional<String> unavailable() {
        return problem;
    }

    @Override
    public synchronized Optional<SecretBytes> kept() {
        return content.map(SecretBytes::copyOf);
    }

    @Override
    public synchronized Optional<String> keep(SecretBytes kept) {
        if (problem.isEmpty()) {
            content = Optional.of(kept.exposeTo(byte[]::clone));
        }
        return problem;
    }

    @Override
    public synchronized Optional<String> erase() {
        if (problem.isEmpty()) {
            content = Optional.empty();
        }
        return problem;
    }

    /** From now on nothing can be kept or erased. */
    public synchronized void fail(String why) {
        problem = Optional.of(why);
    }

    /** What the next process would find, to look into; empty when nothing. */
    public synchronized Optional<byte[]> raw() {
        return content.map(byte[]::clone);
    }

    /** Changes what the next process would find. */
    public synchronized void replace(byte[] other) {
        content = Optional.of(other.clone());
    }
}
