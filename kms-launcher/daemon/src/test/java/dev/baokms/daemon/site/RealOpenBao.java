package dev.baokms.daemon.site;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    /** @param folder for its certificates and its log; exists */
    public static RealOpenBao start(Path folder) throws IOException {
        String listen = "127.0.0.1:" + freePort();
        String token = "root" + UUID.randomUUID().toString().replace("-", "");
        var builder = new ProcessBuilder(
                "bao",
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

    /** What the {@code bao} command has to find in its environment to be an operator there. */
    public Map<String, String> environment() {
        return Map.of(
                "BAO_ADDR", address.toString(),
                "BAO_TOKEN", rootToken,
                "BAO_CACERT", caBundle().toString(),
                "HOME", folder.toString());
    }

    public Path caBundle() {
        return folder.resolve("vault-ca.pem");
    }

    /** With the root token. */
    public Administrator administrator() throws IOException {
        return new Administrator(address, Files.readString(caBundle()), "localhost", rootToken);
    }

    @Override
    public void close() {
        // What it holds is thrown away, so there is nothing to stop in good order.
        process.destroyForcibly().onExit().join();
    }
}
