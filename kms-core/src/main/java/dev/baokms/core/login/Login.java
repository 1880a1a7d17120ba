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

/** An open login method. Call {@link #close} only after the last connection that may need its client keys. */
public interface Login extends AutoCloseable {
    CredentialSource credentials();

    /**
     * Key managers for connections to the key's server; empty unless the credential is a client certificate.
     */
    default List<KeyManager> clientKeys() {
        return List.of();
    }

    /** The sources that it reads and others may replace, watched while the token is still good. */
    List<Watched> watched();

    /**
     * Makes one of the method's checks.
     *
     * @param id of {@link LoginMethod#checks}
     */
    Diagnosis check(String id, Budget budget);

    /**
     * Why a daemon must not start, in sentences for people on this machine: place, rule, cure. Asks no server.
     */
    List<String> startProblems();

    /** The method's own gauges: published name of the metric to value. */
    default Map<String, Supplier<Number>> gauges() {
        return Map.of();
    }

    /**
     * Something an operator should know, such as a certificate that ends soon. The words stay the same until it
     * changes.
     */
    default Optional<Notice> notice() {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /**
     * One replaceable source of bytes.
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
