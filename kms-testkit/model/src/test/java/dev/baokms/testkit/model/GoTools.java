package dev.baokms.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The programs of the testkit that are written in Go, built when there is a Go and its modules can be had. */
public final class GoTools {
    /** A first build compiles the libraries of the API server, while other tests want the same processors. */
    private static final int BUILD_MINUTES = 10;

    private GoTools() {}

    /**
     * Which Kubernetes the programs are built with: the newest, or every one that is here with {@code -Dkubernetes.minors=all}, since
     * each costs minutes the first time.
     */
    public static Stream<String> modules() {
        return "all".equals(System.getProperty("kubernetes.minors"))
                ? Stream.of("go.mod", "go-1.34.mod")
                : Stream.of("go.mod");
    }

    /**
     * @param modules the file that says which Kubernetes, such as {@code go-1.34.mod}
     * @return the program
     */
    public static Path build(Path directory, String modules, String program) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go"))),
                "skipped: no go on the path");
        Path built = directory.resolve(modules + "-" + program.replaceAll("\\W", "x"));
        Path log = Files.createTempFile(directory, "go", ".log");
        // Behind the tests that run beside it: some of them judge how soon a provider is back.
        Process go = new ProcessBuilder(
                        "nice", "-n19", "go", "build", "-modfile=" + modules, "-o", built.toString(), program)
                .directory(sources().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(go.waitFor(BUILD_MINUTES, TimeUnit.MINUTES))
                .as("go build ends")
                .isTrue();
        String output = Files.readString(log);
        // Without a network the modules cannot be had, which is no fault of the source.
        Assumptions.assumeFalse(
                output.contains("Get \"https://") || output.contains("module lookup disabled"),
                "skipped: the Go modules cannot be had");
        assertThat(go.exitValue()).as(output).isZero();
        return built;
    }

    /** @return what it printed, once it has ended well */
    public static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "run", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES))
                    .as("it ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** Tests of several modules, at several depths, run these programs. */
    private static Path sources() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path sources = folder.resolve("kms-testkit/kube-apiserver-client");
            if (Files.exists(sources)) {
                return sources;
            }
        }
        throw new IllegalStateException(
                "no kms-testkit/kube-apiserver-client above " + Path.of("").toAbsolutePath());
    }
}
