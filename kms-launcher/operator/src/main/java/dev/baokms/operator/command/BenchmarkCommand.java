package dev.baokms.operator.command;

import dev.baokms.grpc.LocalKmsClient;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.telemetry.Json;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "benchmark", description = CommandHelpTexts.BENCHMARK, mixinStandardHelpOptions = true)
final class BenchmarkCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int SEED_BYTES = 32;
    private static final int MOST_CALLERS = 1024;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = CommandHelpTexts.PROVIDER_SOCKET,
            defaultValue = "/run/openbao-kms/kms.sock")
    private Path socket;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = CommandHelpTexts.BENCHMARK_ITERATIONS,
            defaultValue = "1000")
    private int iterations;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = CommandHelpTexts.BENCHMARK_CONCURRENCY,
            defaultValue = "4")
    private int concurrency;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (iterations < 1 || concurrency < 1 || concurrency > MOST_CALLERS) {
            throw new ParameterException(spec.commandLine(), UsageTexts.benchmarkSize(MOST_CALLERS));
        }
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        var load = new LoadGenerator(iterations, concurrency, output.progress());
        try (var client = new LocalKmsClient(socket, DEADLINE)) {
            EncryptResponse wrapped = client.encrypt(seed);
            var timings = new ArrayList<LoadGenerator.Timing>();
            timings.add(load.of("Status", client::status));
            timings.add(load.of("Encrypt", () -> client.encrypt(seed)));
            timings.add(load.of("Decrypt", () -> client.decrypt(wrapped)));
            print(timings);
            return timings.stream().allMatch(timing -> timing.failed() == 0) ? ExitCode.OK : ExitCode.CHECK_FAILED;
        } catch (StatusRuntimeException e) {
            throw new ToldException(
                    CommandTexts.firstEncryptFailed(LocalKmsClient.refusal(e), PathText.shellWord(socket)));
        }
    }

    private void print(List<LoadGenerator.Timing> timings) {
        PrintWriter out = output.out();
        if (output.json()) {
            out.println(Json.of(Map.of(
                    "concurrency",
                    concurrency,
                    "methods",
                    timings.stream().map(BenchmarkCommand::json).toList())));
            return;
        }
        timings.forEach(t -> out.printf(
                Locale.ROOT,
                CommandTexts.TIMING_ROW,
                t.method(),
                t.calls(),
                concurrency,
                t.millis(50),
                t.millis(95),
                t.millis(99),
                t.millis(100),
                t.perSecond(),
                t.failed()));
    }

    private static Map<String, Object> json(LoadGenerator.Timing timing) {
        var json = new LinkedHashMap<String, Object>();
        json.put("method", timing.method());
        json.put("calls", timing.calls());
        json.put("failed", timing.failed());
        for (int percent : new int[] {50, 95, 99}) {
            json.put("p" + percent + "_ms", timing.millis(percent));
        }
        json.put("max_ms", timing.millis(100));
        json.put("calls_per_second", timing.perSecond());
        return json;
    }
}
