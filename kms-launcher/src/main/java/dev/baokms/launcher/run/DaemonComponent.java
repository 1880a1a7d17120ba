package dev.baokms.launcher.run;

import dagger.BindsInstance;
import dagger.Component;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;
import jakarta.inject.Singleton;

/** The daemon, assembled at compile time from {@link Parts}. */
@Singleton
@Component(modules = Parts.class)
public interface DaemonComponent {
    Daemon daemon();

    /** For commands that ask OpenBao and serve nobody; the caller closes it. */
    OpenBaoTransit transit();

    /** What {@link #transit} logs in by; to be closed after it. */
    Login login();

    /** Takes what only the command line and the files know. */
    @Component.Factory
    interface Factory {
        DaemonComponent create(
                @BindsInstance Settings settings,
                @BindsInstance BuildInfo build,
                @BindsInstance KeyringMemory memory,
                @BindsInstance StateStore store);
    }
}
