package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.daemon.site.Site;
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
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** An etcd of one member on the loopback, and what is in it, byte for byte. */
final class Etcd implements AutoCloseable {
    private static final Pattern ENTRY = Pattern.compile("\"key\":\"([^\"]*)\".*?\"value\":\"([^\"]*)\"");

    private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI address;

    private Etcd(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static Etcd start(Path folder) throws IOException {
        return start(folder, folder.resolve("etcd"));
    }

    /** @param data of an etcd, as a restore left it, or not there yet */
    static Etcd start(Path folder, Path data) throws IOException {
        String clients = loopback();
        String peers = loopback();
        Process process;
        try {
            process = new ProcessBuilder(
                            "etcd",
                            "--data-dir=" + data,
                            "--listen-client-urls=" + clients,
                            "--advertise-client-urls=" + clients,
                            "--listen-peer-urls=" + peers,
                            "--initial-advertise-peer-urls=" + peers,
                            "--initial-cluster=default=" + peers)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("etcd.log").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("skipped: no etcd on the path; Debian's package is etcd-server");
        }
        var etcd = new Etcd(process, URI.create(clients));
        Site.await("etcd answers", etcd::answers);
        return etcd;
    }

    URI address() {
        return address;
    }

    /** Every key that begins so, with its value. */
    Map<String, byte[]> under(String prefix) {
        byte[] begin = prefix.getBytes(UTF_8);
        byte[] end = begin.clone();
        end[end.length - 1]++;
        String answer = send(HttpRequest.newBuilder(address.resolve("/v3/kv/range"))
                .POST(BodyPublishers.ofString("{\"key\":\"%s\",\"range_end\":\"%s\"}"
                        .formatted(
                                Base64.getEncoder().encodeToString(begin),
                                Base64.getEncoder().encodeToString(end)))));
        Map<String, byte[]> entries = new TreeMap<>();
        Matcher entry = ENTRY.matcher(answer);
        while (entry.find()) {
            entries.put(
                    new String(Base64.getDecoder().decode(entry.group(1)), UTF_8),
                    Base64.getDecoder().decode(entry.group(2)));
        }
        return entries;
    }

    /** Until nothing that was superseded can be read any more. */
    void compact() {
        Matcher revision = REVISION.matcher(send(HttpRequest.newBuilder(address.resolve("/v3/kv/range"))
                .POST(BodyPublishers.ofString("{\"key\":\"Lw==\"}"))));
        if (!revision.find()) {
            throw new AssertionError("etcd names no revision");
        }
        send(HttpRequest.newBuilder(address.resolve("/v3/kv/compaction"))
                .POST(BodyPublishers.ofString("{\"revision\":%s,\"physical\":true}".formatted(revision.group(1)))));
    }

    private boolean answers() {
        try {
            return send(HttpRequest.newBuilder(address.resolve("/health"))).contains("true");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** etcd must know its ports before it starts; between here and there another may take one, which fails loudly. */
    private static String loopback() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
