package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.ServerClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Compares this machine's clock with OpenBao's. Sends no token. */
public final class ClockTrial {
    private ClockTrial() {}

    /**
     * Returns how far this clock is ahead of the first address that answers; empty if no address answers or none is
     * trusted.
     */
    public static Optional<Duration> ahead(Settings settings, Duration longest, InstantSource clock) {
        Path bundle = settings.trust().caCertFile().orElseThrow();
        try {
            var trusted = CaBundle.configured(bundle, settings, ProcessIdentity.ofThisProcess());
            for (ServerAddress address : settings.transit().addresses()) {
                Optional<Duration> ahead = ServerClock.ahead(address, trusted, longest, clock);
                if (ahead.isPresent()) {
                    return ahead;
                }
            }
        } catch (UnsafeStartException e) {
            // Another check reports this failure; the time stays unknown.
        }
        return Optional.empty();
    }
}
