package dev.baokms.launcher;

import dev.baokms.launcher.config.Config;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.JsonLogs;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.run.ClassArchive;
import dev.baokms.launcher.run.Daemon;
import dev.baokms.launcher.run.DaggerDaemonComponent;
import dev.baokms.launcher.run.SavedState;
import dev.baokms.launcher.run.StartCheck;
import dev.baokms.launcher.run.UnsafeStartException;
import dev.baokms.launcher.state.StateFile;
import dev.baokms.launcher.systemd.ServiceManager;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "serve", description = "Run the daemon until SIGTERM.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        BuildInfo build = BuildInfo.load();
        Config config = options.read(System.getenv());
        Settings settings = Settings.of(config, build.version());
        StartCheck.require(settings);
        JsonLogs.install(settings.logging().level());
        var reconfiguration = new Reconfiguration(() -> options.read(System.getenv()), config);
        // Even before there is a daemon: until it is handled, SIGHUP ends the process.
        HangUp.handleBy(reconfiguration::run);
        StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint());
        if (state.generation() == 0) {
            Log.warn("no state file; everything is derived anew from OpenBao's metadata")
                    .with("path", settings.stateFile().toString())
                    .write();
        }
        Daemon daemon = DaggerDaemonComponent.factory()
                .create(settings, build, state.memory(), new SavedState(state))
                .daemon();
        daemon.start();
        ClassArchive.reportMissing();
        Optional<ServiceManager> systemd = ServiceManager.of(System.getenv(), daemon::servesItself, daemon::words);
        systemd.ifPresent(manager -> {
            manager.start();
            HangUp.handleBy(() -> manager.whileReloading(reconfiguration::run));
        });
        stopOnSignal(daemon, systemd);
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    /** A stop that was asked for is a success; the JVM by itself would report 128 and the signal's number. */
    private static void stopOnSignal(Daemon daemon, Optional<ServiceManager> systemd) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            systemd.ifPresent(ServiceManager::close);
                            daemon.close();
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "kms-stop"));
    }
}
