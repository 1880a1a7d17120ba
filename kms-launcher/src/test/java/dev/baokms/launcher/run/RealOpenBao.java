package dev.baokms.launcher.run;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** A {@code bao} from the PATH in development mode with TLS on loopback, killed afterwards. Everything in it is in memory. */
public final class RealOpenBao implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final URI address;
    private final String rootToken;

    private RealOpenBao(Process process, Path folder, URI address, String rootToken) {
        this.process = process;
        this.folder = folder;
        this.address = address;
        this.rootToken = rootToken;
    }

    public static Optional<Path> binary() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "bao"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param folder for its certificates and its log; exists */
    public static RealOpenBao start(Path binary, Path folder) throws IOException {
        String listen = "127.0.0.1:" + freePort();
        String token = "root" + UUID.randomUUID().toString().replace("-", "");
        var builder = new ProcessBuilder(
                binary.toString(),
                "server",
                "-dev",
                "-dev-tls",
                "-dev-tls-cert-dir=" + folder,
                "-dev-no-store-token",
                "-dev-listen-address=" + listen);
        builder.environment().put("BAO_DEV_ROOT_TOKEN_ID", token);
        builder.environment().put("HOME", folder.toString());
        Path log = folder.resolve("log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var server = new RealOpenBao(process, folder, URI.create("https://" + listen), token);
        Site.await("OpenBao serves", () -> {
            try {
                return Files.readString(log).contains("Development mode should NOT be used");
            } catch (IOException e) {
                return false;
            }
        });
        return server;
    }

    private static int freePort() throws IOException {
        // It takes the next port too, for its cluster listener.
        while (true) {
            try (var first = new ServerSocket(0);
                    var next = new ServerSocket(first.getLocalPort() + 1)) {
                return next.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException e) {
                // The neighbour is taken; the system names another free port the next time.
            }
        }
    }

    /** With the root token. */
    public Administrator administrator() throws IOException {
        return new Administrator(address, Files.readString(folder.resolve("vault-ca.pem")), "localhost", rootToken);
    }

    @Override
    public void close() {
        // What it holds is thrown away, so there is nothing to stop in good order.
        process.destroyForcibly().onExit().join();
    }
}
