package dev.baokms.demo;

import dev.baokms.configuration.Settings;
import dev.baokms.daemon.serve.Assembly;
import dev.baokms.daemon.serve.Daemon;
import dev.baokms.daemon.serve.Preflight;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.ExitCode;
import dev.baokms.host.ToldException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.StateFile;
import dev.baokms.telemetry.JsonLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole product on one machine and proves that it works. */
@Command(name = "dev", description = DemoHelpTexts.DEV, mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--once", description = DemoHelpTexts.DEV_ONCE)
    private boolean once;

    @Option(names = "--socket", paramLabel = "PATH", description = DemoHelpTexts.DEV_SOCKET)
    private Optional<Path> socket = Optional.empty();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = DemoHelpTexts.DEV_LOG_LEVEL,
            defaultValue = "warn")
    private String logLevel;

    @ArgGroup(exclusive = false, heading = DemoHelpTexts.DEV_REAL_OPENBAO)
    private @Nullable RealOpenBao real;

    @Override
    public Integer call() throws IOException, InterruptedException, UnsafeStartException {
        JsonLogs.install(logLevel);
        BuildInfo build = BuildInfo.load();
        var ended = new CountDownLatch(1);
        var stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(stop, ended), "kms-stop"));
        try (var folder = PrivateFolder.create();
                DevBackend backend = real != null ? real : emulated(folder.path())) {
            Settings settings = DevSettings.of(
                    socket.map(Path::toAbsolutePath)
                            .orElseGet(() -> folder.path().resolve("kms.sock")),
                    logLevel,
                    backend,
                    folder.path().resolve("key-registry.json"),
                    build.version());
            Preflight.require(settings);
            return run(settings, build, backend, stop);
        } finally {
            ended.countDown();
        }
    }

    private static DevBackend emulated(Path folder) throws IOException {
        return ServiceLoader.load(DevBackend.Starter.class)
                .findFirst()
                .orElseThrow(() -> new ToldException(DemoTexts.NO_EMULATOR))
                .start(folder);
    }

    private int run(Settings settings, BuildInfo build, DevBackend backend, CountDownLatch stop)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (StateFile state = StateFile.open(
                        settings.stateFile(),
                        settings.key().scope(),
                        settings.key().fingerprint());
                Daemon daemon = Assembly.daemon(settings, build, state)) {
            daemon.start();
            var proof = new Demonstration(settings, backend.name(), out);
            if (!proof.shown()) {
                return ExitCode.RUNTIME;
            }
            if (!once) {
                daemon.listening().values().stream().findFirst().ifPresent(at -> printPages(at, out));
                out.println(DemoTexts.RUNNING);
                out.flush();
                stop.await();
            }
            return ExitCode.OK;
        }
    }

    private static void printPages(InetSocketAddress at, PrintWriter out) {
        String host = "http://" + at.getHostString() + ":" + at.getPort();
        out.println(DemoTexts.health(host));
        out.println(DemoTexts.metrics(host));
    }

    /**
     * Lets the command release its resources before the JVM ends. A command that has already ended keeps its exit code.
     */
    private static void awaitEnd(CountDownLatch stop, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        stop.countDown();
        try {
            if (ended.await(15, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.OK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
