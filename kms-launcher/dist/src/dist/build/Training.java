import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Records which classes the packaged {@code serve} uses: start with a saved state, login over TLS, a key, every method, both pages, stop.
 * The emulator is another process, so that none of its classes is recorded. Two runs differ in a few classes that depend on who
 * comes first, therefore the list is kept with the sources and made again when much has changed:
 *
 * <pre>java kms-launcher/dist/src/dist/build/Training.java kms-launcher kms-launcher/dist/src/dist/build/classes.list</pre>
 */
final class Training implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    /** Resolved entries of constant pools, and classes of loaders other than the JVM's own: neither is used for this archive. */
    private static final Pattern UNUSED = Pattern.compile("^#|^@cp |.* source: ");

    private static final Pattern ID = Pattern.compile(" id: .*");

    private final Path folder;
    private final Path work;
    private final Process emulator;
    private final int port = freePort();

    private Training(Path folder, Path work, Process emulator) {
        this.folder = folder;
        this.work = work;
        this.emulator = emulator;
    }

    /** @param args the folder {@code kms-launcher} after {@code mvn -Pdist verify}, and the list to write */
    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: Training LAUNCHER LIST");
            System.exit(2);
        }
        try (var training = start(Path.of(args[0]).toAbsolutePath())) {
            Files.writeString(Path.of(args[1]), training.classes());
        }
    }

    private static Training start(Path launcher) throws IOException {
        Path folder = launcher.resolve("dist/target/dist/bao-kms-provider");
        Path work = Files.createTempDirectory(
                "kms-training", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Process emulator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        launcher.resolve("daemon/target/test-classes") + ":"
                                + launcher.resolveSibling("kms-testkit/model/target/classes") + ":"
                                + launcher.resolve("dev/target/lib") + "/*",
                        "dev.baokms.daemon.site.SiteMain",
                        work.toString())
                .redirectOutput(work.resolve("config-path").toFile())
                .redirectError(work.resolve("emulator.log").toFile())
                .start();
        return new Training(folder, work, emulator);
    }

    private String classes() throws Exception {
        Path config = configuration();
        Path list = work.resolve("classes");
        run(config, List.of()); // leaves a state behind, which every later start reads
        run(config, List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + list));
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> !UNUSED.matcher(line).lookingAt())
                    .map(line -> ID.matcher(line).replaceFirst("") + "\n")
                    .sorted()
                    .distinct()
                    .collect(Collectors.joining());
        }
    }

    private void run(Path config, List<String> options) throws Exception {
        Path log = work.resolve("daemon.log");
        Process daemon = java("daemon", options, "serve", "--config", config.toString())
                .redirectError(log.toFile())
                .redirectOutput(work.resolve("daemon.out").toFile())
                .start();
        try {
            await("a good Status", daemon, log, () -> Files.readString(log).contains("\"status is ok\""));
            exercise();
            daemon.destroy();
            if (!daemon.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the daemon does not stop; see " + log);
            }
        } finally {
            daemon.destroyForcibly();
        }
    }

    private void exercise() throws Exception {
        Path log = work.resolve("client.log");
        Process client = java(
                        "operator",
                        List.of(),
                        "benchmark",
                        "--socket",
                        work.resolve("site/kms.sock").toString(),
                        "--iterations",
                        "200",
                        "--concurrency",
                        "8") // More than leave by themselves, so that some leave together.
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

    private Path configuration() throws Exception {
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

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the start script does it. */
    private ProcessBuilder java(String program, List<String> options, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(folder.resolve("runtime/bin/java").toString());
        command.add("@" + folder.resolve("java.args"));
        command.add("-Djava.library.path=" + folder.resolve("runtime/lib"));
        command.add("-Dbaokms.packaged=true");
        command.addAll(options);
        command.addAll(List.of("-cp", jar(program).toString(), "dev.baokms.daemon.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Path jar(String program) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("kms-" + program + "-"))
                    .findFirst()
                    .orElseThrow();
        }
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
