package dev.baokms.core.login;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/** A login method at work. {@link #close} comes after the last connection that may need its client keys. */
public interface Login extends AutoCloseable {
    CredentialSource credentials();

    /**
     * Key managers that connections to the key's server are made with; empty unless a client certificate is the
     * proof.
     */
    default List<KeyManager> clientKeys() {
        return List.of();
    }

    /** What it reads and others replace, watched while a token still serves. */
    List<Watched> watched();

    /**
     * Makes one of the method's checks.
     *
     * @param id of {@link LoginMethod#checks}
     */
    Diagnosis check(String id, Budget budget);

    /**
     * What must not be so when a daemon starts, in sentences for people on this machine: place, rule, cure. Asks no
     * server.
     */
    List<String> startProblems();

    /** Gauges of its own: published name of the metric to value. */
    default Map<String, Supplier<Number>> gauges() {
        return Map.of();
    }

    /**
     * Something an operator should know by now, such as a certificate that ends soon; the same words until it
     * changes.
     */
    default Optional<Notice> notice() {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /**
     * One source of bytes that may be replaced.
     *
     * @param label its name in metrics and log lines
     * @param flaw why the next login could not use it as it is now
     */
    record Watched(String label, ByteSource source, Function<Budget, Optional<Failure>> flaw) {}

    /**
     * A line for the log.
     *
     * @param message fixed words
     * @param fields published names of log fields and their values
     */
    record Notice(String message, Map<String, Object> fields) {}
}
