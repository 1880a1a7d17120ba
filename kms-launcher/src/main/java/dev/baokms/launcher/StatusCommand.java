package dev.baokms.launcher;

import dev.baokms.launcher.Report.Format;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description =
                "What the running daemon thinks, from its health page. Exit code 4 when it is not well, 5 when it is"
                        + " not there.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MAX_BYTES = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}", defaultValue = "text")
    private Format output;

    @Override
    public Integer call() throws ConfigException, IOException {
        String address = healthAddress();
        if (address.isEmpty()) {
            throw new IOException("server.healthAddress is empty, so the daemon has no health page; use probe instead");
        }
        var page = (HttpURLConnection)
                URI.create("http://" + address + "/ready").toURL().openConnection();
        page.setConnectTimeout(TIMEOUT_MILLIS);
        page.setReadTimeout(TIMEOUT_MILLIS);
        boolean well;
        String body;
        try {
            well = page.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream in = well ? page.getInputStream() : page.getErrorStream()) {
                body = in == null ? "" : new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IOException("no daemon answers on " + address + "; start it, or give --health-address", e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == Format.json) {
            out.println(body.strip());
        } else {
            Map<String, Object> fields = Json.parse(body);
            fields.forEach((name, value) -> out.println(name + ": " + value));
        }
        return well ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private String healthAddress() throws ConfigException {
        return options.healthAddress().isPresent()
                ? options.healthAddress().get()
                : Settings.of(options.read(System.getenv()), BuildInfo.load().version())
                        .server()
                        .healthAddress();
    }
}
