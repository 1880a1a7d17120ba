package dev.baokms.daemon.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS server that is its own certificate authority, for the names {@code bao.example} and {@code localhost}.
 *
 * @param context what it serves with
 * @param caBundle its certificate in PEM
 */
public record ServerIdentity(SSLContext context, String caBundle) {
    private static final String PASSWORD = "changeit";

    /** Made once: the JDK's tool takes longer than most tests. */
    public static final ServerIdentity SHARED = fresh();

    public static ServerIdentity fresh() {
        try {
            Path folder = Files.createTempDirectory("server-identity");
            Path store = folder.resolve("server.p12");
            keytool(
                    "-genkeypair -keyalg EC -alias bao -dname CN=bao -ext san=dns:bao.example,dns:localhost -ext"
                            + " bc=ca:true",
                    store);
            var identity = new ServerIdentity(context(store), keytool("-exportcert -rfc -alias bao", store));
            Files.delete(store);
            Files.delete(folder);
            return identity;
        } catch (GeneralSecurityException | IOException | InterruptedException e) {
            throw new IllegalStateException("no server identity", e);
        }
    }

    private static String keytool(String arguments, Path store) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        Process made = new ProcessBuilder(command).start();
        String output = new String(made.getInputStream().readAllBytes(), UTF_8);
        if (made.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
        return output;
    }

    private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), new TrustManager[] {new AnyClient()}, null);
        return context;
    }

    /** Clients are judged behind the handshake, as OpenBao does it. */
    private static final class AnyClient implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

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
