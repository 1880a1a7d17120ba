package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A hook that runs a command line. Its standard error is shown, its standard output is not. */
final class ShellCommand implements HookAction {
    private final String command;
    private final Duration timeout;

    ShellCommand(String command, Duration timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    /** @throws IOException when the command cannot be run, fails or takes too long */
    @Override
    public void run() throws IOException, InterruptedException {
        run(Map.of());
    }

    /**
     * @param environment added to that of the kit
     * @throws IOException as for {@link #run()}
     */
    void run(Map<String, String> environment) throws IOException, InterruptedException {
        // No pipe: a provider started in the background keeps the descriptors open, and reading a pipe would never end.
        var builder = new ProcessBuilder("sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no end after " + timeout.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue());
        }
    }
}
