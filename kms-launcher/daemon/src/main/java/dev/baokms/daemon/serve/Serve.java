package dev.baokms.daemon.serve;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.ConfigFlags;
import dev.baokms.configuration.Settings;
import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.port.Survivor;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.SighupHandler;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.host.build.ClassArchive;
import dev.baokms.host.systemd.DescriptorStore;
import dev.baokms.host.systemd.InheritedListener;
import dev.baokms.host.systemd.ServiceManager;
import dev.baokms.state.StateFile;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.Log;
import dev.baokms.telemetry.LogQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** Runs the daemon until SIGTERM. */
public final class Serve {
    /** Calls get ten seconds to finish; the rest takes less than two. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(13);

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private Serve() {}

    /** Blocks once the daemon listens; a signal then ends the process. */
    public static int run(ConfigFlags flags)
            throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        BuildInfo build = BuildInfo.load();
        Config config = flags.read(System.getenv());
        Settings settings = Settings.of(config, build.version());
        Preflight.require(settings);
        LogQueue log = JsonLogs.installQueued(settings.logging().level());
        FatalErrors.endTheProcess();
        var reconfiguration = new Reconfiguration(() -> flags.read(System.getenv()), config);
        // Installed before the daemon exists, because an unhandled SIGHUP ends the process.
        handleSighup(reconfiguration::run);
        StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint());
        if (state.generation() == 0) {
            Log.warn(ServeTexts.NO_STATE_FILE)
                    .with("path", PathText.printable(settings.stateFile()))
                    .write();
        }
        if (!state.isLocked()) {
            Log.warn(ServeTexts.STATE_NOT_LOCKED)
                    .with("path", PathText.printable(settings.stateFile()))
                    .write();
        }
        state.putBack().ifPresent(what -> warn(ServeTexts.STATE_PUT_BACK, what));
        // Also when nothing is to outlive this process: this removes what a process with other settings left behind.
        Survivor survivor = DescriptorStore.of(
                System.getenv(), ProcessIdentity.ofThisProcess().uid(), Serve::warn);
        tellOfContinuity(settings.provider().continuity());
        Daemon daemon = Assembly.daemon(settings, build, state, survivor, log::dropped);
        daemon.start(listener(settings.server().socketPath()));
        if (ClassArchive.isMissing()) {
            Log.warn(ServeTexts.NO_CLASS_ARCHIVE).write();
        }
        Optional<ServiceManager> systemd =
                ServiceManager.of(System.getenv(), daemon::servesItself, daemon::words, Serve::warn);
        systemd.ifPresent(manager -> {
            manager.start();
            handleSighup(() -> manager.whileReloading(reconfiguration::run));
        });
        stopOnSignal(daemon, systemd, log);
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    /** Warns at the start if the daemon is to answer calls during an outage, and from what. */
    private static void tellOfContinuity(ContinuitySettings continuity) {
        if (continuity.ridesOutages()) {
            Log.warn(ServeTexts.OUTAGES_ARE_ANSWERED)
                    .with(
                            "detail",
                            ServeTexts.continuity(
                                    continuity.level().name().toLowerCase(Locale.ROOT), continuity.maxOffline()))
                    .write();
        }
    }

    private static OptionalInt listener(Path socket) {
        return switch (InheritedListener.find(System.getenv(), socket)) {
            case InheritedListener.None none -> OptionalInt.empty();
            case InheritedListener.At(int descriptor) -> OptionalInt.of(descriptor);
            case InheritedListener.Elsewhere(String path) -> {
                warn(
                        ServeTexts.LISTENER_ELSEWHERE,
                        ServeTexts.handedOver(PathText.printable(path), PathText.printable(socket)));
                yield OptionalInt.empty();
            }
        };
    }

    private static void warn(String message, String detail) {
        Log.warn(message).with("detail", detail).write();
    }

    private static void handleSighup(Runnable action) {
        if (!SighupHandler.install(action)) {
            // Serving matters more than reloading the configuration.
            Log.warn(ServeTexts.NO_SIGHUP).write();
        }
    }

    /** Treats a requested stop as a success; without this, the JVM would exit with 128 plus the signal's number. */
    private static void stopOnSignal(Daemon daemon, Optional<ServiceManager> systemd, LogQueue log) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            haltAfter(LONGEST_STOP);
                            systemd.ifPresent(ServiceManager::close);
                            daemon.close();
                            drain(log);
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "kms-stop"));
    }

    /** Ends the process before systemd or the kubelet kills it, even if something hangs. */
    private static void haltAfter(Duration limit) {
        Thread.ofPlatform().name("kms-halt").daemon().start(() -> {
            try {
                Thread.sleep(limit);
                Runtime.getRuntime().halt(ExitCode.RUNTIME);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void drain(LogQueue log) {
        try {
            log.drain(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
