package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.stored.Scan;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an etcd as Kubernetes has it, and with the mistakes that are made there: one sentence with the cure for each. */
@SuppressWarnings("NullAway.Init") // Set before every test.
class ClientTlsTest {
    @TempDir
    private static Path folder;

    private static TlsFiles server;
    private static TlsFiles client;
    private static FakeEtcd etcd;
    private static URI endpoint;

    @BeforeAll
    static void start() throws Exception {
        server = TlsFiles.make(folder, "server", "EC", "san=ip:127.0.0.1");
        client = TlsFiles.make(folder, "client", "EC", "san=dns:client");
        etcd = new FakeEtcd(new History().put("/registry/a", "1"));
        endpoint = etcd.start(server.server(client.certificate()), "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    private static Scan scan(URI address, Optional<Path> authority, Optional<Path> cert, Optional<Path> key) {
        return EtcdSources.live(new LiveSettings(List.of(address), authority, cert, key, true, true))
                .read(new Told());
    }

    private static Scan scan(Path authority, Path cert, Path key) {
        return scan(endpoint, Optional.of(authority), Optional.of(cert), Optional.of(key));
    }

    private static void assertRefused(Scan scan, String reason, String cure) {
        assertThat(scan).isInstanceOfSatisfying(Scan.Refused.class, refused -> {
            assertThat(refused.reason()).contains(reason);
            assertThat(refused.cure()).contains(cure);
        });
    }

    @Test
    void rightFiles_areLetIn() {
        assertThat(scan(server.cert(), client.cert(), client.key())).isInstanceOf(Scan.Complete.class);
    }

    @Test
    void missingClientCertificate_isNamed() {
        assertRefused(
                scan(endpoint, Optional.of(server.cert()), Optional.empty(), Optional.empty()),
                "without a client certificate",
                "--cert and --key");
    }

    @Test
    void clientCertificateOfAnotherAuthority_isNamed() {
        assertRefused(
                scan(server.cert(), server.cert(), server.key()),
                "most likely because of the client certificate",
                "etcd's own authority");
    }

    @Test
    void serverOfAnotherAuthority_isNamed() {
        assertRefused(scan(client.cert(), client.cert(), client.key()), "none of the authorities", "--cacert");
    }

    @Test
    void serverOfAnotherName_isNamed() {
        URI byName = URI.create("https://localhost:" + endpoint.getPort());

        assertRefused(
                scan(byName, Optional.of(server.cert()), Optional.of(client.cert()), Optional.of(client.key())),
                "for another name",
                "a name or an address that the certificate has");
    }

    @Test
    void serverWithoutTls_isNamed() throws Exception {
        try (var plain = new FakeEtcd(new History())) {
            URI address = URI.create(plain.start().toString().replace("http:", "https:"));

            assertRefused(
                    scan(address, Optional.of(server.cert()), Optional.empty(), Optional.empty()),
                    "speaks no TLS",
                    "http://");
        }
    }

    @Test
    void filesThatCannotBeUsed_areNamed() throws Exception {
        Path open = Files.copy(client.key(), folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(scan(server.cert(), client.cert(), open), "open.key", "owner");
        assertRefused(scan(server.cert(), client.cert(), folder.resolve("none.key")), "none.key", "name another");
        assertRefused(scan(client.key(), client.cert(), client.key()), "holds no certificate", "PEM");
        assertRefused(scan(server.cert(), client.cert(), client.cert()), "holds no private key", "PEM");
        assertRefused(
                scan(endpoint, Optional.empty(), Optional.of(client.cert()), Optional.empty()),
                "no key for this certificate",
                "both files");
        assertRefused(
                scan(endpoint, Optional.empty(), Optional.empty(), Optional.of(client.key())),
                "no certificate for this key",
                "both files");
    }

    @Test
    void keysInTheFormsOfKubernetes_areRead() throws Exception {
        KeyPair rsa = pair("RSA", 2048, "");
        KeyPair p256 = pair("EC", 0, "secp256r1");
        KeyPair p521 = pair("EC", 0, "secp521r1");

        // Of the PKCS#8 of an RSA key the last field is its PKCS#1.
        byte[] pkcs8 = rsa.getPrivate().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        assertThat(read("RSA PRIVATE KEY", pkcs1)).isEqualTo(rsa.getPrivate());
        assertThat(read("PRIVATE KEY", pkcs8)).isEqualTo(rsa.getPrivate());
        assertThat(read("PRIVATE KEY", p256.getPrivate().getEncoded())).isEqualTo(p256.getPrivate());
        assertSameNumber(read("EC PRIVATE KEY", sec1(p256, "a00a06082a8648ce3d030107")), p256);
        assertSameNumber(read("EC PRIVATE KEY", sec1(p521, "a00706052b81040023")), p521);
    }

    /** The public part, which may be in an encoding, is not of the key. */
    private static void assertSameNumber(PrivateKey read, KeyPair written) {
        assertThat(read).isInstanceOfSatisfying(ECPrivateKey.class, key -> {
            assertThat(key.getS()).isEqualTo(((ECPrivateKey) written.getPrivate()).getS());
            assertThat(key.getParams().getOrder())
                    .isEqualTo(((ECPrivateKey) written.getPrivate()).getParams().getOrder());
        });
    }

    private static KeyPair pair(String algorithm, int bits, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (curve.isEmpty()) {
            generator.initialize(bits);
        } else {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static PrivateKey read(String label, byte[] der) throws GeneralSecurityException {
        return PemContent.key(("some text\n" + TlsFiles.pem(label, der)).getBytes(US_ASCII));
    }

    /** As openssl and Go write it: version, number, curve; the public part is left out here. */
    private static byte[] sec1(KeyPair pair, String curve) {
        byte[] number = ((ECPrivateKey) pair.getPrivate()).getS().toByteArray();
        byte[] octets = number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
        byte[] parameters = HexFormat.of().parseHex(curve);
        int length = 3 + 2 + octets.length + parameters.length;
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0x30, (byte) length, 2, 1, 1, 4, (byte) octets.length});
        bytes.writeBytes(octets);
        bytes.writeBytes(parameters);
        return bytes.toByteArray();
    }

    @Test
    void otherContent_isNoKey() {
        byte[] garbage = new byte[40];
        for (String label : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
            assertThatThrownBy(() -> read(label, garbage)).as(label).isInstanceOf(GeneralSecurityException.class);
        }
        for (int length = 0; length < 20; length++) {
            byte[] cut = Arrays.copyOf(HexFormat.of().parseHex("300d020101040100a00706052b8104002300"), length);
            assertThatThrownBy(() -> read("EC PRIVATE KEY", cut)).isInstanceOf(GeneralSecurityException.class);
        }
    }
}
