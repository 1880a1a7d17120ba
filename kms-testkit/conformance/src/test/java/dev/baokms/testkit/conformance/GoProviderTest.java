package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.model.GoTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider in another language, before the kit and before kube-apiserver's own code. Skipped without Go. */
@Execution(ExecutionMode.CONCURRENT)
class GoProviderTest {
    private Path directory;
    private Path socket;
    private Process provider;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        directory = Lab.directory("rwx------");
        socket = directory.resolve("go.sock");
        provider = provider(directory, socket);
    }

    /** The provider in Go, on a socket. */
    private static Process provider(Path directory, Path socket) throws IOException, InterruptedException {
        Process provider = new ProcessBuilder(
                        GoTools.build(directory, "go.mod", "./provider").toString(), socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(Waits.until(Lab.INTENSITY.deadline(), () -> Files.exists(socket)))
                .as("it listens")
                .isTrue();
        return provider;
    }

    @AfterEach
    void stop() {
        // Null when there is no Go.
        if (provider != null) {
            provider.destroyForcibly();
        }
        Lab.delete(directory);
    }

    private String rotate() {
        return "kill -USR1 " + provider.pid();
    }

    @Test
    void goProvider_breaksNoRule() {
        var hooks = Hooks.none().withCommand(Hook.ROTATE, rotate());
        var suite = new Suite(
                new Subject(Endpoint.unixSocket(socket.toString()), hooks, Set.of(Capability.LONG_RUN)),
                Profile.FULL,
                Lab.INTENSITY,
                1);

        Map<RuleOutcome, List<String>> outcomes = Catalogue.RULES.stream()
                .map(suite::judge)
                .collect(Collectors.groupingBy(
                        RuleResult::outcome,
                        Collectors.mapping(result -> result.rule().id() + " " + result.text(), Collectors.toList())));

        assertThat(outcomes).doesNotContainKeys(RuleOutcome.FAILED, RuleOutcome.BLOCKED);
        assertThat(outcomes.get(RuleOutcome.PASSED)).hasSizeGreaterThan(55);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.baokms.testkit.model.GoTools#modules")
    void kubeApiserverCode_isContentWithIt(String modules) throws IOException, InterruptedException {
        Path client = GoTools.build(directory, modules, ".");

        String output = GoTools.run(
                directory,
                List.of(
                        client.toString(),
                        "--endpoint",
                        "unix://" + socket,
                        "--rotate",
                        rotate(),
                        "--break",
                        "kill -STOP " + provider.pid(),
                        "--repair",
                        "kill -CONT " + provider.pid()));

        assertThat(output)
                .contains(
                        "with 1 Decrypts",
                        "outage: healthy, then",
                        "100 old values are stale",
                        "metrics: 2 key_ids by their hashes",
                        "ok     all");
    }
}
