package dev.baokms.lab;

import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.testkit.emulator.Provision;
import dev.baokms.testkit.emulator.TransitEmulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Runs the emulator of one lab until it is ended: with TLS, the lab's key, and a JWT for its daemons. */
final class EmulatorProcess {
    /** Longer than a lab is kept. */
    private static final Duration JWT_LIFETIME = Duration.ofDays(30);

    private static final Duration TOKEN_TTL = Duration.ofHours(1);

    private EmulatorProcess() {}

    /** @param arguments the lab's directory */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        var folder = new LabFolder(Path.of(arguments[0]));
        String address = LabPlan.read(folder).openbao();
        var provision = new Provision("transit", LabOpenBao.KEY, "jwt", "kms", "node", "openbao", TOKEN_TTL);
        try (var emulator = TransitEmulator.start(TransitEmulator.Options.defaults()
                .withPort(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
                .withTls(serving(folder.certificates())))) {
            serve(emulator, provision, folder);
        }
    }

    /** Sets the emulator up, signals the end of that by writing the root token last, and does not return. */
    static void serve(TransitEmulator emulator, Provision provision, LabFolder folder)
            throws IOException, InterruptedException {
        var issuer = new JwtIssuer("https://issuer.example", InstantSource.system());
        emulator.provision(provision, issuer);
        folder.write(
                folder.openbao().resolve("jwt"), issuer.issue(provision.subject(), provision.audience(), JWT_LIFETIME));
        folder.write(folder.openbao().resolve("root-token"), emulator.rootToken() + "\n");
        new CountDownLatch(1).await();
    }

    private static SSLContext serving(Path certificates) throws IOException, GeneralSecurityException {
        Certificate certificate;
        try (InputStream pem = Files.newInputStream(certificates.resolve("server.crt"))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] inMemory = new char[0];
        store.setKeyEntry("server", key(certificates.resolve("server.key")), inMemory, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, inMemory);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
