package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ExitCode;
import dev.baokms.host.InterruptHandler;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.operator.report.Runbook;
import dev.baokms.operator.report.TextStyle;
import dev.baokms.operator.watch.DaemonSample;
import dev.baokms.operator.watch.WatchLoop;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "status", description = CommandHelpTexts.STATUS, mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofHours(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--watch",
            paramLabel = "INTERVAL",
            arity = "0..1",
            fallbackValue = "2s",
            converter = DurationConverter.class,
            description = CommandHelpTexts.STATUS_WATCH)
    private Optional<Duration> watch = Optional.empty();

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, IOException {
        if (watch.isPresent()) {
            watch(watch.get());
            return ExitCode.OK;
        }
        ReadyPage page = ReadyPage.of(healthAddress());
        PrintWriter out = output.out();
        Map<String, Object> fields = page.fields();
        // The page may come from any process that holds the port, so nothing in it may act as a terminal command.
        if (output.json()) {
            out.println(PathText.printable(page.body().strip()));
        } else if (output.forAPerson()) {
            printScreen(page.well(), fields);
        } else {
            fields.forEach((name, value) -> out.println(PathText.printable(name + ": " + value)));
        }
        return page.well() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void printScreen(boolean well, Map<String, Object> fields) {
        TextStyle style = output.terminal().style();
        int names = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
        fields.forEach((name, value) -> {
            String mark = name.equals("status") ? style.mark(well ? Status.PASS : Status.FAIL) : " ";
            output.out()
                    .println(mark + " " + PathText.printable(name) + " ".repeat(names + 2 - name.length())
                            + PathText.printable(String.valueOf(value)));
        });
        if (!well) {
            output.out().println();
            output.out().println(style.verdict(Status.FAIL, CommandTexts.DAEMON_NOT_WELL));
            String reasons = String.valueOf(fields.getOrDefault("reasons", "")).replaceAll("[\\[\\]]", "");
            if (!reasons.isEmpty()) {
                output.out().println("More: " + PathText.printable(Runbook.ofReason(reasons.split(",", 2)[0].strip())));
            }
        }
    }

    private void watch(Duration interval) throws ConfigException {
        if (output.json()) {
            throw new ParameterException(spec.commandLine(), UsageTexts.WATCH_AS_JSON);
        }
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new ParameterException(spec.commandLine(), UsageTexts.WATCH_RANGE);
        }
        Optional<ListenAddress> health = healthAddress();
        Optional<ListenAddress> metrics = metricsAddress();
        Thread watching = Thread.currentThread();
        BooleanSupplier stopped = InterruptHandler.install(watching::interrupt);
        var loop = new WatchLoop(
                () -> DaemonSample.of(health, metrics, InstantSource.system()),
                () -> !stopped.getAsBoolean() && slept(interval) && !stopped.getAsBoolean(),
                output.terminal(),
                output.out());
        // Restores the screen when a signal ends the process directly.
        Runtime.getRuntime().addShutdownHook(new Thread(loop::restore));
        loop.run();
    }

    private static boolean slept(Duration interval) {
        try {
            Thread.sleep(interval);
            return true;
        } catch (InterruptedException asked) {
            return false;
        }
    }

    private Optional<ListenAddress> healthAddress() throws ConfigException {
        return options.healthAddress().isPresent()
                ? options.healthAddress()
                : settings().monitoring().healthAddress();
    }

    /** With the health address given, this machine may have no configuration. The rest of the screen still works. */
    private Optional<ListenAddress> metricsAddress() throws ConfigException {
        return options.healthAddress().isPresent() || options.metricsAddress().isPresent()
                ? options.metricsAddress()
                : settings().monitoring().metricsAddress();
    }

    private Settings settings() throws ConfigException {
        return Settings.of(options.read(System.getenv()), BuildInfo.load().version());
    }
}
