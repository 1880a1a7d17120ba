package dev.baokms.daemon.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the system that judge what we wrote. */
public final class Tool {
    /** What a program said, both streams together, and how it ended. */
    public record Said(int code, String text) {}

    private Tool() {}

    public static Optional<Path> find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test where the program is not installed. */
    public static void require(String name, String debianPackage) {
        assumeTrue(find(name).isPresent(), name + " is not on the PATH; Debian has it in the package " + debianPackage);
    }

    public static Said run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        return new Said(process.exitValue(), text);
    }

    /** What a program that has to succeed said. */
    public static String mustRun(String... command) throws IOException, InterruptedException {
        Said said = run(command);
        assertThat(said.code).as("%s: %s", List.of(command), said.text).isZero();
        return said.text;
    }

    public static Said run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), List.of(command));
    }
}
