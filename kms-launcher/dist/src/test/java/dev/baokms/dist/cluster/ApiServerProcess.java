package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An API server with its storage, in a process of its own, that can be stopped and started again. */
final class ApiServerProcess implements AutoCloseable {
    static final String NOTES = "/apis/example.org/v1/notes";
    static final String TASKS = "/apis/example.org/v1/tasks";
    static final String MEMOS = "/apis/example.net/v1/memos";
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    /** Where everything lies that is encrypted. */
    static final String ENCRYPTED = "/registry/example.org/";

    private final List<String> command;
    private final Path folder;
    private final Path encryption;
    private int starts;
    private Process process;
    private HttpClient http;
    private URI address;

    /** @param socket of the provider that encrypts all of the group {@code example.org} and nothing else */
    ApiServerProcess(Path program, Path folder, URI etcd, Path socket) throws Exception {
        this.folder = Files.createDirectories(folder.resolve("apiserver"));
        this.encryption = this.folder.resolve("encryption.yaml");
        Files.writeString(encryption, """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: ['*.example.org']
              providers:
              - kms: {apiVersion: v2, name: openbao-kms, endpoint: "unix://%s", timeout: 3s}
            """.formatted(socket));
        command = List.of(
                program.toString(),
                "--etcd=" + etcd,
                "--encryption=" + encryption,
                "--certificates=" + this.folder.resolve("pki"));
        listen();
        awaitReady();
    }

    /** SIGTERM, the end awaited, and a new process in its place. */
    void restart() throws Exception {
        restartWithoutWaiting();
        awaitReady();
    }

    /** The same, until it listens: a provider that says something else than ok keeps it from being ready. */
    void restartWithoutWaiting() throws Exception {
        process.destroy();
        process.waitFor();
        http.close();
        listen();
    }

    private void awaitReady() {
        Site.await("the API server is ready", () -> get("/readyz").statusCode() == 200);
    }

    private void listen() throws Exception {
        Path out = folder.resolve("out-" + ++starts);
        process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Site.await("the API server listens", () -> read(out).endsWith("\n"));
        address = URI.create(read(out).strip());
        http = HttpClient.newBuilder()
                .sslContext(trusting(folder.resolve("pki/apiserver.crt")))
                .build();
    }

    /** The EncryptionConfiguration. */
    Path encryption() {
        return encryption;
    }

    /** Serves notes of the whole cluster and tasks of namespaces, which are encrypted, and memos, which are not. */
    void define() {
        define("example.org", "Cluster", "Note");
        define("example.org", "Namespaced", "Task");
        define("example.net", "Cluster", "Memo");
        for (String path : List.of(NOTES, TASKS, MEMOS)) {
            Site.await(path + " is served", () -> get(path).statusCode() == 200);
        }
    }

    private void define(String group, String scope, String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        created(post(DEFINITIONS, "application/yaml", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %1$ss.%2$s}
            spec:
              group: %2$s
              scope: %3$s
              names: {plural: %1$ss, singular: %1$s, kind: %4$s, listKind: %4$sList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, properties: {text: {type: string}}}}
            """.formatted(singular, group, scope, kind)));
    }

    /** An object with a text in it. */
    void create(String path, String name, String text) {
        String kind = path.endsWith("notes") ? "Note" : path.endsWith("tasks") ? "Task" : "Memo";
        String group = path.substring("/apis/".length()).replaceFirst("/.*", "");
        created(post(path, "application/json", """
            {"apiVersion": "%s/v1", "kind": "%s", "metadata": {"name": "%s"}, "text": "%s"}
            """.formatted(group, kind, name, text)));
    }

    private static void created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    /** All objects of a resource, once the API server has them in its cache: until then it asks for patience. */
    String list(String path) {
        Site.await(path + " can be listed", () -> get(path).statusCode() == 200);
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> post(String path, String type, String body) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String body) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)).DELETE());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("the API server does not answer: " + read(folder.resolve("log")), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificates)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("apiserver-" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
