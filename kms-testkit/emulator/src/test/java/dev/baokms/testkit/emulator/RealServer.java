package dev.baokms.testkit.emulator;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real OpenBao: the one that {@code BAO_ADDR} and {@code BAO_TOKEN} name, else a {@code bao} on the PATH, started in dev mode on
 * loopback and killed afterwards.
 */
final class RealServer implements AutoCloseable {
    private static final Pattern UNSEAL_KEY = Pattern.compile("Unseal Key: (\\S+)");

    final Api api;
    private final @Nullable Process process;
    private final Path log;

    private RealServer(Api api, @Nullable Process process, Path log) {
        this.api = api;
        this.process = process;
        this.log = log;
    }

    static Optional<RealServer> find() throws IOException {
        String address = System.getenv("BAO_ADDR");
        String token = System.getenv("BAO_TOKEN");
        if (address != null && token != null) {
            return Optional.of(new RealServer(new Api(URI.create(address), token), null, Path.of("")));
        }
        Optional<Path> binary = onPath();
        return binary.isPresent() ? Optional.of(started(binary.get())) : Optional.empty();
    }

    private static Optional<Path> onPath() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "bao"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static RealServer started(Path binary) throws IOException {
        Path home = Files.createTempDirectory("real-openbao");
        Path log = home.resolve("log");
        String token = "root" + UUID.randomUUID().toString().replace("-", "");
        String listen = "127.0.0.1:" + freePort();
        var builder = new ProcessBuilder(
                binary.toString(), "server", "-dev", "-dev-no-store-token", "-dev-listen-address=" + listen);
        builder.environment().put("BAO_DEV_ROOT_TOKEN_ID", token);
        builder.environment().put("HOME", home.toString());
        Process process = builder.directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var server = new RealServer(new Api(URI.create("http://" + listen), token), process, log);
        server.awaitHealth();
        return server;
    }

    private static int freePort() throws IOException {
        // A dev server takes the next port too, for its cluster listener.
        while (true) {
            try (var first = new ServerSocket(0);
                    var next = new ServerSocket(first.getLocalPort() + 1)) {
                return next.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException e) {
                // The neighbour is taken; the system names another free port the next time.
            }
        }
    }

    private void awaitHealth() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                if (api.sendOrThrow("GET", "/v1/sys/health", "").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    close();
                    throw e;
                }
            }
        }
    }

    /** Known only of a server started here. */
    Optional<String> unsealKey() throws IOException {
        if (process == null) {
            return Optional.empty();
        }
        Matcher found = UNSEAL_KEY.matcher(Files.readString(log));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(log);
            Files.deleteIfExists(log.resolveSibling(".bao-token"));
            Files.deleteIfExists(log.getParent());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("real server left something behind", e);
        }
    }
}
