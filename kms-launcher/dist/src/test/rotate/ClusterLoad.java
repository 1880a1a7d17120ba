import java.io.FileInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Writes to an API server: {@code create N} objects of a collection, or {@code write FILE} as one writer until that file is there, and prints
 * how long a write took. {@code URL} is the collection, {@code BODY} an object with NAME where its name belongs, {@code CA} a bundle,
 * {@code TOKEN} a bearer token where the server asks for one.
 */
final class ClusterLoad {
    private static final int THREADS = 8;
    private static final int PER_SECOND = 50;

    private final HttpClient http;
    private final String url = System.getenv("URL");
    private final String body = System.getenv("BODY");
    private final String token = System.getenv().getOrDefault("TOKEN", "");

    private ClusterLoad(HttpClient http) {
        this.http = http;
    }

    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (System.getenv("URL").startsWith("https:")) {
            client.sslContext(trusting(System.getenv("CA")));
        }
        var load = new ClusterLoad(client.build());
        if (arguments[0].equals("create")) {
            load.create(Integer.parseInt(arguments[1]));
        } else {
            load.write(Path.of(arguments[1]));
        }
    }

    private static SSLContext trusting(String bundle) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        try (var in = new FileInputStream(bundle)) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, one);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpRequest post(String name) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.replace("NAME", name)));
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    private void send(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(post(name), BodyHandlers.ofString());
        if (answer.statusCode() != 201 && answer.statusCode() != 409) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    private void create(int objects) throws Exception {
        long begun = System.nanoTime();
        var next = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var all = new ArrayList<java.util.concurrent.Future<?>>();
            for (int thread = 0; thread < THREADS; thread++) {
                all.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < objects; i = next.getAndIncrement()) {
                        send("object-" + i);
                    }
                    return null;
                }));
            }
            for (var one : all) {
                one.get();
            }
        }
        System.out.printf(Locale.ROOT, "%d objects in %.0f s%n", objects, (System.nanoTime() - begun) / 1e9);
    }

    private void write(Path end) throws IOException, InterruptedException {
        List<Long> took = new ArrayList<>();
        String run = Long.toString(System.nanoTime(), 36);
        for (int i = 0; Files.notExists(end); i++) {
            long begun = System.nanoTime();
            send("writer-" + run + "-" + i);
            took.add(System.nanoTime() - begun);
            long rest = 1_000_000_000L / PER_SECOND - took.getLast();
            if (rest > 0) {
                Thread.sleep(rest / 1_000_000, (int) (rest % 1_000_000));
            }
        }
        long[] sorted = took.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%d writes, p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }
}
