package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.ServerClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** This machine's clock, held against OpenBao's. Sends no token. */
public final class ClockTrial {
    private ClockTrial() {}

    /** How far it is ahead of the first address that answers; empty when none does, or none that is trusted. */
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
            // Another check says so; the time stays unknown.
        }
        return Optional.empty();
    }
}
