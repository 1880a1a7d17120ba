package dev.baokms.auth.jwt;

import java.io.IOException;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * A certificate for {@code localhost} that is its own authority.
 *
 * @param store PKCS #12 with its key
 */
record TlsIdentity(Path store) {
    static final String PASSWORD = "changeit";

    static TlsIdentity in(Path store) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(("-genkeypair -keyalg EC -alias server -dname CN=server -ext san=dns:localhost"
                        + " -ext bc=ca:true -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store)
                .split(" ")));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        return new TlsIdentity(store);
    }

    /** A client that trusts this certificate only, locked down as the program around this module does it. */
    OkHttpClient trusting() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            KeyStore own = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(store)) {
                own.load(in, PASSWORD.toCharArray());
            }
            trusted.setCertificateEntry("server", own.getCertificate("server"));
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var trust = (X509TrustManager) factory.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return new OkHttpClient.Builder()
                    .proxy(Proxy.NO_PROXY)
                    .followRedirects(false)
                    .followSslRedirects(false)
                    .retryOnConnectionFailure(false)
                    .sslSocketFactory(context.getSocketFactory(), trust)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no trust", e);
        }
    }
}
