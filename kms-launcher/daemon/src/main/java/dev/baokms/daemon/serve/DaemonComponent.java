package dev.baokms.daemon.serve;

import dagger.BindsInstance;
import dagger.Component;
import dev.baokms.configuration.Settings;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.SeedStore;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.port.Survivor;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;
import jakarta.inject.Singleton;

/** The daemon, assembled at compile time from {@link DaemonModule}. */
@Singleton
@Component(modules = DaemonModule.class)
interface DaemonComponent {
    Daemon daemon();

    /** The client of OpenBao, for commands that serve no calls; the caller closes it. */
    OpenBaoTransit transit();

    /** The provider, for commands that unwrap as a daemon does; it uses {@link #transit}. */
    KmsProvider provider();

    /** The login that {@link #transit} uses; the caller closes it after the client. */
    Login login();

    /** Takes the values that only the command line and the files provide. */
    @Component.Factory
    interface Factory {
        DaemonComponent create(
                @BindsInstance Settings settings,
                @BindsInstance CallLimit limit,
                @BindsInstance BuildInfo build,
                @BindsInstance KeyringState memory,
                @BindsInstance StateStore store,
                @BindsInstance SeedStore seeds,
                @BindsInstance Survivor survivor,
                @BindsInstance ProcessGauges gauges);
    }
}
