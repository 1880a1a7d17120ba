package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real connections: who is trusted, what is sent along, and what is said when it does not work. */
class ClusterAccessTest {
    private static final String TOKEN = "marked-swordfish";

    @TempDir
    private Path folder;

    private Path secret(String name, String content) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }

    private Path kubeconfig(int port, String ca) throws IOException {
        return secret("kubeconfig-" + Integer.toHexString(ca.hashCode()), """
            current-context: a
            contexts:
            - {name: a, context: {cluster: b, user: c}}
            clusters:
            - name: b
              cluster: {server: "https://localhost:%s", certificate-authority-data: %s}
            users:
            - {name: c, user: {token: %s}}
            """.formatted(
                        port, Base64.getEncoder().encodeToString(ca.getBytes(UTF_8)), TOKEN));
    }

    private static ServedApi served(boolean tls) throws IOException {
        var api = new FakeApiServer(() -> 1);
        api.put("a", "b");
        return new ServedApi(api, () -> "", tls ? Optional.of(ServerIdentity.SHARED.context()) : Optional.empty());
    }

    @Test
    void kubeconfigWithAToken_asksForMetadataAlone() throws Exception {
        try (ServedApi served = served(true);
                ClusterClient client = ClusterAccess.client(
                        Optional.of(kubeconfig(served.port(), ServerIdentity.SHARED.caBundle())), List.of())) {
            Reply reply = client.ask(new Question("GET", "/api/v1/secrets?limit=500", "application/json;as=X", "", ""));

            assertThat(ObjectPage.parse(reply.body()).items()).hasSize(1);
            assertThat(served.headers).containsExactly("Bearer " + TOKEN + " application/json;as=X");
        }
    }

    @Test
    void serverOfAnotherAuthority_getsNoToken_andTheErrorHasNone() throws Exception {
        try (ServedApi served = served(true);
                ClusterClient client = ClusterAccess.client(
                        Optional.of(
                                kubeconfig(served.port(), ServerIdentity.fresh().caBundle())),
                        List.of())) {
            assertThatThrownBy(() -> client.ask(Question.get("/api/v1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be trusted")
                    .hasMessageNotContaining(TOKEN);
            assertThat(served.headers).isEmpty();
        }
    }

    @Test
    void proxyOnThisMachine_needsNoCredentials() throws Exception {
        try (ServedApi served = served(false);
                ClusterClient client =
                        ClusterAccess.client(Optional.empty(), List.of("http://127.0.0.1:" + served.port()))) {
            assertThat(client.ask(Question.get("/api/v1")).status()).isEqualTo(200);
        }
    }

    @Test
    void serverThatIsDown_isPassedOver_andNamedWhenItIsTheLast() throws Exception {
        try (ServedApi served = served(false);
                ClusterClient client = ClusterAccess.client(
                        Optional.empty(), List.of("http://127.0.0.1:1", "http://127.0.0.1:" + served.port()))) {
            assertThat(client.ask(Question.get("/api/v1")).status()).isEqualTo(200);
            served.stop();
            assertThatThrownBy(() -> client.ask(Question.get("/api/v1")))
                    .hasMessageContaining("API server http://127.0.0.1:1: it does not answer");
        }
    }

    @Test
    void unixSocketOfAProxy_isDialled() throws Exception {
        Path socket = folder.resolve("proxy.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread server = Thread.ofVirtual().start(() -> answerOnce(listener));
            try (ClusterClient client = ClusterAccess.client(Optional.empty(), List.of("unix:" + socket))) {
                assertThat(client.ask(Question.get("/api/v1"))).isEqualTo(new Reply(200, "{}", Duration.ZERO));
            }
            server.join();
        }
    }

    private static void answerOnce(ServerSocketChannel listener) {
        try (SocketChannel connection = listener.accept()) {
            connection.read(ByteBuffer.allocate(4096));
            connection.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void addressesThatCannotBeUsed_areRefused() throws Exception {
        Path open = Files.writeString(folder.resolve("open"), "{}");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(refusal(Optional.empty(), "https://10.0.0.1:6443")).contains("give --kubeconfig", "kubectl proxy");
        assertThat(refusal(Optional.empty(), "http://10.0.0.1:8001")).contains("must be https");
        assertThat(refusal(Optional.empty(), "unix:relative")).contains("--api-server need");
        assertThat(refusal(Optional.of(open), "https://10.0.0.1:6443")).contains(open.toString());
    }

    private static String refusal(Optional<Path> kubeconfig, String address) {
        try (ClusterClient client = ClusterAccess.client(kubeconfig, List.of(address))) {
            throw new AssertionError("was taken: " + client.servers());
        } catch (UnsafeStartException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
