package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description =
                "What the running daemon thinks, from its health page. Exit code 4 when it is not well, 5 when it is"
                        + " not there.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, IOException {
        ReadyPage page = ReadyPage.of(healthAddress());
        PrintWriter out = output.out();
        Map<String, Object> fields = page.fields();
        // Whoever holds the port may have written it: nothing of it is a command for a terminal.
        if (output.json()) {
            out.println(PathText.printable(page.body().strip()));
        } else {
            fields.forEach((name, value) -> out.println(PathText.printable(name + ": " + value)));
        }
        return page.well() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private Optional<ListenAddress> healthAddress() throws ConfigException {
        return options.healthAddress().isPresent()
                ? options.healthAddress()
                : Settings.of(options.read(System.getenv()), BuildInfo.load().version())
                        .monitoring()
                        .healthAddress();
    }
}
