package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** An etcd of one member on the loopback, written to through its gateway; asked with etcdctl. */
final class EtcdServer implements AutoCloseable {
    private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path folder;
    private final String clients;

    private EtcdServer(Process process, Path folder, String clients) {
        this.process = process;
        this.folder = folder;
        this.clients = clients;
    }

    /** @param more flags of etcd */
    static EtcdServer start(Path folder, String moreClients, String... more) throws IOException {
        String clients = loopback("http");
        String peers = loopback("http");
        var command = new ArrayList<>(List.of(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients + moreClients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers));
        command.addAll(Arrays.asList(more));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("etcd.log").toFile())
                    .start();
            var etcd = new EtcdServer(process, folder, clients);
            while (!etcd.answers()) {
                if (!process.isAlive()) {
                    throw new AssertionError("etcd ended: see " + folder.resolve("etcd.log"));
                }
                Thread.onSpinWait();
            }
            return etcd;
        } catch (IOException e) {
            return Assumptions.abort("skipped: no etcd on the path; Debian's package is etcd-server");
        }
    }

    URI address() {
        return URI.create(clients);
    }

    Path database() {
        return folder.resolve("etcd/member/snap/db");
    }

    void put(String key, String value) {
        send("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value)));
    }

    void delete(String key) {
        send("/v3/kv/deleterange", "{\"key\":\"%s\"}".formatted(base64(key)));
    }

    /** Both in one transaction. */
    void putBoth(String key, String other, String value) {
        send(
                "/v3/kv/txn",
                ("{\"success\":[{\"requestPut\":{\"key\":\"%s\",\"value\":\"%s\"}},"
                                + "{\"requestPut\":{\"key\":\"%s\",\"value\":\"%s\"}}]}")
                        .formatted(base64(key), base64(value), base64(other), base64(value)));
    }

    /** Waits until the rows are gone. */
    void compact(long revision) {
        send("/v3/kv/compaction", "{\"revision\":%s,\"physical\":true}".formatted(revision));
    }

    long revision() {
        Matcher found = REVISION.matcher(send("/v3/kv/range", "{\"key\":\"AA==\",\"count_only\":true}"));
        if (!found.find()) {
            throw new AssertionError("etcd names no revision");
        }
        return Long.parseLong(found.group(1));
    }

    /** What etcdctl prints of this server, as JSON. */
    String etcdctl(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + clients, "-w=json"));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("etcdctl.log").toFile());
        builder.environment().putAll(Map.of("ETCDCTL_API", "3"));
        try {
            Process etcdctl = builder.start();
            String said = new String(etcdctl.getInputStream().readAllBytes(), UTF_8);
            if (etcdctl.waitFor() != 0) {
                throw new AssertionError("etcdctl failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private boolean answers() {
        try {
            return http.send(
                            HttpRequest.newBuilder(address().resolve("/health")).build(), BodyHandlers.ofString())
                    .body()
                    .contains("true");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String send(String path, String body) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(address().resolve(path))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** etcd must know its ports before it starts; between here and there another may take one, which fails loudly. */
    static String loopback(String scheme) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return scheme + "://127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** As an operator stops it: what it has is in its file then. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
