package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An API server with its storage, in a process of its own, that can be stopped and started again. */
final class ApiServerProcess implements AutoCloseable {
    private final List<String> command;
    private final Path folder;
    private int starts;
    private Process process;
    private HttpClient http;
    private URI address;

    /** @param socket of the provider that encrypts {@code resource} */
    ApiServerProcess(Path program, Path folder, URI etcd, Path socket, String resource) throws Exception {
        this.folder = Files.createDirectory(folder.resolve("apiserver"));
        Path encryption = this.folder.resolve("encryption.yaml");
        Files.writeString(encryption, """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: [%s]
              providers:
              - kms: {apiVersion: v2, name: openbao-kms, endpoint: "unix://%s", timeout: 3s}
            """.formatted(resource, socket));
        command = List.of(
                program.toString(),
                "--etcd=" + etcd,
                "--encryption=" + encryption,
                "--certificates=" + this.folder.resolve("pki"));
        start();
    }

    /** SIGTERM, the end awaited, and a new process in its place. */
    void restart() throws Exception {
        process.destroy();
        process.waitFor();
        http.close();
        start();
    }

    private void start() throws Exception {
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
        Site.await("the API server is ready", () -> get("/readyz").statusCode() == 200);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
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
