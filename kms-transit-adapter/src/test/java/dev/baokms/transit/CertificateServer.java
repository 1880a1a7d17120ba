package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.baokms.transit.http.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks for a client certificate as OpenBao does, takes any or none, and remembers who asked for what on which connection. */
final class CertificateServer implements AutoCloseable {
    static final String LOGIN = "/v1/auth/cert/login";

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpsServer server;
    private volatile int renewal = 200;

    /** @param subject of the client's certificate, or nothing */
    record Asked(String path, String subject, int port) {}

    CertificateServer(KeyManager[] identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity, new TrustManager[] {new AnyClient()}, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    ServerAddress address() {
        return ServerAddress.parse("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on. */
    void answerRenewalsWith(int status) {
        renewal = status;
    }

    List<String> subjects(String path) {
        return asked.stream()
                .filter(one -> one.path().equals(path))
                .map(Asked::subject)
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            asked.add(new Asked(
                    path,
                    subject((HttpsExchange) exchange),
                    exchange.getRemoteAddress().getPort()));
            boolean refused = path.equals(Bao.RENEW) && renewal != 200;
            String body = refused
                    ? Bao.error("no client certificate found")
                    : path.equals(Bao.CONFIG) ? Bao.data("{\"disable_upsert\":true}") : Bao.auth("s.one", 1, true);
            exchange.sendResponseHeaders(refused ? renewal : 200, body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
        }
    }

    private static String subject(HttpsExchange exchange) {
        try {
            var own = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
            return own.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The handshake admits everybody, as with OpenBao; who may log in is decided behind it. */
    private static final class AnyClient extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new IllegalStateException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new IllegalStateException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
