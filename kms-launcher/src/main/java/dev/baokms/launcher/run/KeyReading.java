package dev.baokms.launcher.run;

import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;

/** One read of the key's metadata, for commands: with the daemon's configuration and a login of its own. */
public final class KeyReading {
    private KeyReading() {}

    /** @throws UnsafeStartException as {@code serve} would */
    public static Outcome<KeyMetadata> of(Settings settings, BuildInfo build) throws UnsafeStartException {
        StartCheck.require(settings);
        try (Inspection inspection = new Inspection(settings, build)) {
            return inspection.readKey();
        }
    }
}
