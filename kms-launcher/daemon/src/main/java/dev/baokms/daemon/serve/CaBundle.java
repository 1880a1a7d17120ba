package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import dev.baokms.telemetry.Log;
import dev.baokms.telemetry.Metrics;
import dev.baokms.transit.http.ServerName;
import dev.baokms.transit.http.TrustedHttp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * The authorities that sign OpenBao's certificate, read again when the file changes. If the new content cannot be used,
 * the class reports that once and keeps the former content.
 */
final class CaBundle {
    private static final int MAX_BYTES = 1 << 20;
    private static final String LABEL = "ca";

    private final ByteSource source;
    private final TrustedHttp http;
    private final Metrics metrics;
    private Optional<String> seen;

    /**
     * @param serverName the name that certificates must be for, instead of the address's host
     * @param clientKeys the client keys for connections; may be empty
     * @throws UnsafeStartException if the bundle cannot be used; {@link Preflight} has already checked it
     */
    CaBundle(ByteSource source, Optional<ServerName> serverName, List<KeyManager> clientKeys, Metrics metrics)
            throws UnsafeStartException {
        this.source = source;
        this.metrics = metrics;
        this.seen = source.stamp();
        this.http = trusting(source, serverName, clientKeys);
    }

    /**
     * Returns the trust of the configuration for a single check without client keys.
     *
     * @throws UnsafeStartException as in {@link #trusting}
     */
    static TrustedHttp configured(Path bundle, Settings settings, ProcessIdentity process) throws UnsafeStartException {
        return trusting(
                TrustedFile.of(bundle, TrustedFile.Kind.PUBLIC, process),
                settings.trust().serverName(),
                List.of());
    }

    /** @throws UnsafeStartException with a message for people on this machine */
    static TrustedHttp trusting(ByteSource source, Optional<ServerName> serverName, List<KeyManager> clientKeys)
            throws UnsafeStartException {
        return switch (source.read(MAX_BYTES)) {
            case Content.Unusable(var flaw, String advice) -> throw new UnsafeStartException(advice);
            case Content.Bytes(var bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(pem -> TrustedHttp.trusting(pem, serverName, clientKeys));
                } catch (IllegalArgumentException e) {
                    throw new UnsafeStartException(ServeTexts.noCertificates(source, String.valueOf(e.getMessage())));
                }
            }
        };
    }

    TrustedHttp http() {
        return http;
    }

    /** Checks the file and trusts its content from now on if it has changed. */
    void refresh() {
        Optional<String> now = source.stamp();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        Optional<String> problem = switch (source.read(MAX_BYTES)) {
            case Content.Unusable(var flaw, String advice) -> Optional.of(advice);
            case Content.Bytes(var bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(this::replace);
                }
            }
        };
        metrics.count(LoginWatch.RELOADS, "file", LABEL, "status", problem.isEmpty() ? "ok" : "failed");
        if (problem.isEmpty()) {
            Log.info(ServeTexts.CA_REPLACED).with("file", LABEL).write();
        } else {
            Log.warn(ServeTexts.CA_CANNOT_BE_USED)
                    .with("file", LABEL)
                    .with("detail", problem)
                    .write();
        }
    }

    private Optional<String> replace(byte[] pem) {
        try {
            http.trust(pem);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(ServeTexts.problemOf(source, String.valueOf(e.getMessage())));
        }
    }
}
