package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.TlsInspection;
import dev.baokms.transit.http.TrustedHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Tries a handshake with one address of OpenBao and judges it by the daemon's trust. Sends no token. */
public final class TlsTrial {
    private TlsTrial() {}

    /** @throws UnsafeStartException if there is no usable CA bundle, with a message for an operator */
    public static TlsInspection of(ServerAddress address, Settings settings, Duration longest, Instant now)
            throws UnsafeStartException {
        Path bundle = settings.trust().caCertFile().orElseThrow();
        TrustedHttp trusted = CaBundle.configured(bundle, settings, ProcessIdentity.ofThisProcess());
        return TlsInspection.of(address, trusted, longest, now);
    }
}
