package dev.baokms.launcher.run;

import dagger.BindsInstance;
import dagger.Component;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import jakarta.inject.Singleton;

/** The daemon, assembled at compile time from {@link Parts}. */
@Singleton
@Component(modules = Parts.class)
public interface DaemonComponent {
    Daemon daemon();

    /** Takes what only the command line and the file know. */
    @Component.Factory
    interface Factory {
        DaemonComponent create(@BindsInstance Settings settings, @BindsInstance BuildInfo build);
    }
}
