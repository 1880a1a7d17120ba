package dev.baokms.launcher;

import dev.baokms.launcher.doctor.Examination;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.JsonLogs;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify-key",
        description =
                "Check the key alone: metadata, profile, ids, state and minimum versions. Wraps and unwraps nothing.",
        mixinStandardHelpOptions = true)
final class VerifyKeyCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        JsonLogs.install("error");
        Report report = output.report();
        new Examination(() -> options.read(System.getenv()), Optional.empty(), BuildInfo.load()).verifyKey(report);
        return output.print(report);
    }
}
