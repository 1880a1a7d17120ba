package dev.baokms.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;

/** Debian's bash. A pipeline fails if any part of it does. */
final class BashShell implements Shell {
    private final Map<String, String> environment;

    BashShell(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Said run(String line) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Said(process.waitFor(), text.stripTrailing());
    }
}
