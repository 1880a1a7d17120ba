package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.TlsInspection;
import dev.baokms.transit.http.TrustedHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A handshake with one address of OpenBao, judged by what the daemon would trust. Sends no token. */
public final class TlsTrial {
    private TlsTrial() {}

    /** @throws UnsafeStartException when there is no usable CA bundle to trust, in words for an operator */
    public static TlsInspection of(ServerAddress address, Settings settings, Duration longest, Instant now)
            throws UnsafeStartException {
        Path bundle = settings.trust().caCertFile().orElseThrow();
        TrustedHttp trusted = CaBundle.configured(bundle, settings, ProcessIdentity.ofThisProcess());
        return TlsInspection.of(address, trusted, longest, now);
    }
}
