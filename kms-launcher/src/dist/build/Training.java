import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A run of the packaged daemon that the JVM records: start, login over TLS, a key, every method, both pages, stop. The emulator is
 * another process, so that none of its classes is recorded.
 */
final class Training implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

    private final Path folder;
    private final String mainJar;
    private final Path work;
    private final Process emulator;

    private Training(Path folder, String mainJar, Path work, Process emulator) {
        this.folder = folder;
        this.mainJar = mainJar;
        this.work = work;
        this.emulator = emulator;
    }

    /**
     * @param target the launcher's build folder, with its test classes: the emulator and a configuration for it
     * @param folder what is packaged
     * @param mainJar the launcher's jar in both
     */
    static Training start(Path target, Path folder, String mainJar) throws IOException {
        Path work = Files.createTempDirectory(
                "kms-training", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Process emulator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        target.resolve("test-classes") + ":" + target.resolve(mainJar) + ":" + target.resolve("lib")
                                + "/*",
                        "dev.baokms.launcher.run.SiteMain",
                        work.toString())
                .redirectOutput(work.resolve("config-path").toFile())
                .redirectError(work.resolve("emulator.log").toFile())
                .start();
        return new Training(folder, mainJar, work, emulator);
    }

    void record(Path cache) throws Exception {
        int port = freePort();
        Path config = configuration(port);
        Path log = work.resolve("daemon.log");
        Process daemon = java(List.of("-XX:AOTCacheOutput=" + cache), "serve", "--config", config.toString())
                .redirectError(log.toFile())
                .redirectOutput(work.resolve("daemon.out").toFile())
                .start();
        try {
            await("a good Status", daemon, log, () -> Files.readString(log).contains("\"status is ok\""));
            exercise(port);
            daemon.destroy();
            if (!daemon.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the JVM does not finish the AOT cache; see " + log);
            }
        } finally {
            daemon.destroyForcibly();
        }
    }

    private void exercise(int port) throws Exception {
        Path log = work.resolve("client.log");
        Process client = java(
                        List.of(),
                        "benchmark",
                        "--socket",
                        work.resolve("site/kms.sock").toString(),
                        "--iterations",
                        "50",
                        "--concurrency",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || client.exitValue() != 0) {
            client.destroyForcibly();
            throw new IllegalStateException("the training client failed: " + Files.readString(log));
        }
        try (var http = HttpClient.newHttpClient()) {
            for (String page : List.of("live", "ready", "metrics")) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + page))
                        .build();
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("/" + page + " was answered with " + status);
                }
            }
        }
    }

    private Path configuration(int port) throws Exception {
        Path file = work.resolve("config-path");
        await(
                "the emulator",
                emulator,
                work.resolve("emulator.log"),
                () -> Files.readString(file).endsWith("\n"));
        Path config = Path.of(Files.readString(file).strip());
        Files.writeString(config, Files.readString(config).replace("127.0.0.1:0", "127.0.0.1:" + port));
        return config;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As the start script does it, so that the cache fits. */
    private ProcessBuilder java(List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.add(folder.resolve("runtime/bin/java").toString());
        command.add("@" + folder.resolve("java.args"));
        command.add("-Dbaokms.packaged=true");
        command.addAll(options);
        command.addAll(List.of("-cp", folder.resolve(mainJar).toString(), "dev.baokms.launcher.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Process from, Path log, Condition condition) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS * 20; i++) {
            if (condition.holds()) {
                return;
            }
            if (!from.isAlive()) {
                break;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("waited for " + what + " in vain: " + Files.readString(log));
    }

    @Override
    public void close() throws Exception {
        emulator.destroy();
        emulator.waitFor();
        RuntimeImage.deleteTree(work);
    }
}
