package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A key with a self-signed certificate, as files of PEM.
 *
 * @param privateKey its key
 * @param certificate its own authority
 */
record TlsFiles(Path folder, String name, PrivateKey privateKey, X509Certificate certificate) {
    private static final String PASSWORD = "changeit";

    /** @param extension as {@code keytool -ext} takes it */
    static TlsFiles make(Path folder, String name, String algorithm, String extension) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-dname",
                        "CN=" + name,
                        "-keyalg",
                        algorithm,
                        "-ext",
                        "bc=ca:true",
                        "-ext",
                        extension)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var made = new TlsFiles(folder, name, (PrivateKey) keys.getKey(name, PASSWORD.toCharArray()), (X509Certificate)
                keys.getCertificate(name));
        write(made.cert(), pem("CERTIFICATE", made.certificate.getEncoded()));
        write(made.key(), pem("PRIVATE KEY", made.privateKey.getEncoded()));
        return made;
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der),
                        label);
    }

    private static void write(Path path, String content) throws IOException {
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    Path cert() {
        return folder.resolve(name + ".crt");
    }

    Path key() {
        return folder.resolve(name + ".key");
    }

    /** As Kubernetes' etcd is: who has no certificate of the authority is not let in. */
    SslContext server(X509Certificate authority) throws IOException {
        return GrpcSslContexts.configure(SslContextBuilder.forServer(privateKey, certificate))
                .trustManager(authority)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }
}
