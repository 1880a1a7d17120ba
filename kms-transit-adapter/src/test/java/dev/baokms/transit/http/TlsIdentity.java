package dev.baokms.transit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key with a self-signed certificate, which is its own authority. */
record TlsIdentity(Path store, String certificate) {
    private static final String PASSWORD = "changeit";

    /** @param extensions as {@code keytool -ext} takes them, or other options of {@code -genkeypair} that begin with a dash */
    static TlsIdentity make(Path dir, String name, String... extensions) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Path pem = dir.resolve(name + ".pem");
        List<String> place = List.of("-alias", name, "-keystore", store.toString(), "-storepass", PASSWORD);
        var options = new ArrayList<>(List.of("-storetype", "PKCS12", "-dname", "CN=" + name, "-ext", "bc=ca:true"));
        boolean keyed = false;
        for (String extension : extensions) {
            if (extension.startsWith("-")) {
                options.addAll(List.of(extension.split(" ", -1)));
                keyed |= extension.startsWith("-keyalg");
            } else {
                options.addAll(List.of("-ext", extension));
            }
        }
        if (!keyed) {
            options.addAll(List.of("-keyalg", "EC"));
        }
        keytool("-genkeypair", place, options);
        keytool("-exportcert", place, List.of("-rfc", "-file", pem.toString()));
        return new TlsIdentity(store, Files.readString(pem));
    }

    byte[] pem() {
        return certificate.getBytes(UTF_8);
    }

    SSLContext context() throws GeneralSecurityException, IOException {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String command, List<String> place, List<String> options) throws Exception {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        line.addAll(place);
        line.addAll(options);
        assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
    }
}
