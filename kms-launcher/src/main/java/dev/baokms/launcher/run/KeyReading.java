package dev.baokms.launcher.run;

import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;

/** One read of the key's metadata, for commands: with the daemon's configuration and a login of its own. */
public final class KeyReading {
    private KeyReading() {}

    /** @throws UnsafeStartException as {@code serve} would */
    public static Outcome<KeyMetadata> of(Settings settings, BuildInfo build) throws UnsafeStartException {
        StartCheck.require(settings);
        try (OpenBaoTransit transit = DaggerDaemonComponent.factory()
                .create(settings, build, KeyringMemory.EMPTY, StateStore.NONE)
                .transit()) {
            return transit.readKey(Call.of(
                    Call.Cause.PROBE,
                    Budget.starting(System::nanoTime, settings.openBao().timeout())));
        }
    }
}
