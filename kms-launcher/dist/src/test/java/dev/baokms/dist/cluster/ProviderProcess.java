package dev.baokms.dist.cluster;

import dev.baokms.daemon.Main;
import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** One {@code serve} in a process of its own, with a configuration of its own, that can be killed and started again. */
final class ProviderProcess implements AutoCloseable {
    private final Path config;
    private final Path socket;
    private final Path log;
    private final Function<List<String>, ProcessBuilder> starter;
    private Process process;

    ProviderProcess(Site site, int number, List<String> addresses) throws IOException {
        this(site, number, addresses, ProcessBuilder::new);
    }

    /** @param starter makes a process of a command, as a service manager would */
    ProviderProcess(Site site, int number, List<String> addresses, Function<List<String>, ProcessBuilder> starter)
            throws IOException {
        this.starter = starter;
        Path folder = site.config().resolveSibling("node-" + number);
        Files.createDirectories(folder.resolve("state"));
        this.config = folder.resolve("config.yaml");
        this.socket = site.config().resolveSibling("kms-" + number + ".sock");
        this.log = folder.resolve("log");
        String text = Files.readString(site.config())
                        .replace(site.socket().toString(), socket.toString())
                        .replace("/state/", "/node-" + number + "/state/")
                        .replaceFirst(
                                "  address: .*\n", "  addresses: [\"" + String.join("\", \"", addresses) + "\"]\n")
                // Small, so that ten rotations fit into a test; the proportions are those of the defaults.
                + "rotation:\n  activationDelay: 3s\nstatus:\n  probeInterval: 1s\n  deepProbeInterval: 5s\n"
                + "  failureGrace: 2s\n  statusMaxStaleness: 8s\n";
        Files.writeString(config, text);
        this.process = spawn();
    }

    Path socket() {
        return socket;
    }

    Path logFile() {
        return log;
    }

    void awaitHealthy() {
        try (KmsClient client = new KmsClient(socket, KmsClient.Options.likeApiServer())) {
            Site.await("the provider is healthy", () -> Site.healthy(client));
        }
    }

    /** SIGKILL, and a new process in its place. */
    void killAndRestart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        start();
    }

    /** SIGTERM, and a new process in its place. */
    void restart() throws IOException, InterruptedException {
        stop();
        start();
    }

    /** SIGTERM, and the end awaited. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    void start() throws IOException {
        process = spawn();
    }

    private Process spawn() throws IOException {
        return starter.apply(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + config.resolveSibling("classes.jsa"),
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        config.toString()))
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
    }

    /**
     * Ours without SLF4J, which a test library brings and the daemon does not have, and with classes in jars only: no class
     * archive is written for a class path with directories, and a start without one takes twice the time.
     */
    private String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j") && !entry.endsWith("test-classes"))
                .map(entry -> Files.isDirectory(Path.of(entry)) ? jarOf(Path.of(entry)) : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String jarOf(Path classes) {
        String module = classes.getName(classes.getNameCount() - 3).toString();
        Path jar = config.resolveSibling(module + ".jar");
        if (!Files.exists(jar)) {
            ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
            int code = tool.run(
                    System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
            if (code != 0) {
                throw new IllegalStateException("cannot make " + jar);
            }
        }
        return jar.toString();
    }

    /** What the daemon said, over all its lives. */
    List<LogLine> log() throws IOException {
        return Files.readAllLines(log).stream().map(LogLine::parse).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
