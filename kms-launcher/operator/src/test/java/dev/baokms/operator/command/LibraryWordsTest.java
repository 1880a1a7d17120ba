package dev.baokms.operator.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.daemon.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No words of a library reach a person. Each test makes a library say something, for real and through a command, and looks for what it
 * is known to say.
 */
class LibraryWordsTest {
    /** What Moshi, OkHttp, the JDK's TLS and files, gRPC with Netty, the YAML parser and the command line say. */
    private static final List<String> WORDS = List.of(
            "setLenient",
            "JsonReader",
            "malformed JSON",
            "Unrecognized token",
            "Expected BEGIN",
            "BEGIN_OBJECT",
            "End of input",
            "PKIX path",
            "unable to find valid certification path",
            "SunCertPath",
            "Failed to connect to",
            "Connection refused",
            "Connection reset",
            "unexpected end of stream",
            "Broken pipe",
            "timeout\n",
            "NoSuchFileException",
            "AccessDeniedException",
            "Is a directory",
            "No such file",
            "Not a directory",
            "io exception",
            "UNIMPLEMENTED",
            "HTTP status code",
            "http2",
            "Http2",
            "CallOptions",
            "deadline exceeded",
            "invalid stored block",
            "invalid bit length",
            "invalid distance",
            "incorrect header check",
            "For input string",
            "Could not parse certificate",
            "InvalidKeySpec",
            "while scanning",
            "while parsing",
            "mapping values",
            "is not an int",
            "(case-sensitive)",
            "Missing required",
            "Unknown option",
            "Unmatched argument",
            "Possible solutions",
            "Invalid value for option",
            "Expected parameter",
            "should be specified only once",
            "Exception");

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.in(folder);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** Runs a command that must not succeed, and gives all it printed. */
    private String said(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.text()).isNotZero();
        assertThat(run.text()).isNotBlank().doesNotContain(WORDS);
        return run.text();
    }

    private String config() {
        return site.config().toString();
    }

    private static String path(Path path) {
        return path.toString();
    }

    @Test
    void editedState_isToldInOurWords() throws Exception {
        Path state = site.settings().stateFile();
        for (String content : List.of("{\"schema\": broken", "", "[1,2", "{'a':1}", "{\"generation\":\"x\"}")) {
            Files.deleteIfExists(state);
            Files.writeString(
                    Files.createFile(
                            state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                    content);
            assertThat(said("restore-versions", "--config", config(), "--versions", "1"))
                    .contains(path(state), "recover-state");
            assertThat(said("doctor", "--config", config())).contains("registry.state");
        }
    }

    @Test
    void brokenConfiguration_isToldInOurWords() throws Exception {
        Files.writeString(site.config(), "server: [\n  a: b: c\n");
        assertThat(said("config", "--config", config())).contains("is not YAML");
        assertThat(said("config", "--config", path(folder))).contains(path(folder));
        assertThat(said("config", "--config", path(folder.resolve("none")))).contains("does not exist");
    }

    @Test
    void serverThatIsNotTrusted_orGone_isToldInOurWords() throws Exception {
        String text = Files.readString(site.config());
        site.emulator.close();
        assertThat(said("doctor", "--config", config(), "--timeout", "500ms")).contains("openbao.tls");
        assertThat(said("rotation-plan", "--config", config(), "--timeout", "500ms"))
                .contains("cannot be reached");
        // A port that takes connections and ends each at once.
        try (var rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUpOnAll(rude));
            Files.writeString(
                    site.config(),
                    text.replaceAll("https://[0-9.a-z]+:[0-9]+", "https://127.0.0.1:" + rude.getLocalPort()));
            said("doctor", "--config", config(), "--timeout", "1s");
            said("rotation-plan", "--config", config(), "--timeout", "1s");
        }
    }

    private static void hangUpOnAll(ServerSocket rude) {
        try {
            while (true) {
                try (var caller = rude.accept()) {
                    caller.setSoLinger(true, 0);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void caBundleOfAnotherServer_isToldInOurWords() throws Exception {
        for (String bundle : List.of(
                ServerIdentity.fresh().caBundle(),
                "no certificate",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Files.writeString(site.caBundle(), bundle);
            assertThat(said("doctor", "--config", config())).contains("[fail] openbao.tls");
            said("rotation-plan", "--config", config());
        }
    }

    @Test
    void socketOfSomethingElse_isToldInOurWords() throws Exception {
        Path socket = site.file("other.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> answerAll(listener));
            assertThat(said("probe", "--socket", path(socket), "--timeout", "3s"))
                    .contains("[fail] kms.status");
            assertThat(said("benchmark", "--socket", path(socket))).contains("the first Encrypt failed");
        }
        // What listened is gone, and the file is there.
        assertThat(said("probe", "--socket", path(socket), "--timeout", "3s")).contains("start the daemon");
        assertThat(said("benchmark", "--socket", path(folder.resolve("none")))).contains("start the daemon");
    }

    /** In HTTP of another kind, as a web server would. */
    private static void answerAll(ServerSocketChannel listener) {
        try {
            while (true) {
                try (SocketChannel caller = listener.accept()) {
                    caller.write(
                            ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8)));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void socketThatNeverAnswers_isToldInOurWords() throws Exception {
        Path socket = site.file("mute.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            assertThat(said("probe", "--socket", path(socket), "--timeout", "300ms"))
                    .contains("no answer came in time");
        }
    }

    @Test
    void filesThatAreNone_areToldInOurWords() throws Exception {
        Path none = folder.resolve("none");
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path zip = folder.resolve("snapshot.zip");
        Files.write(zip, brokenZip());
        Path text = Files.writeString(folder.resolve("text"), "{]");
        for (Path file : List.of(none, directory, zip, text)) {
            said("inventory", "--provider-name", "kms", "--snapshot", path(file));
            said("verify-proof", path(file));
            said("verify-backup", "--config", config(), "--snapshot", path(file));
            said("why", "--from", path(file));
            said("verify-rotation", "--config", config(), "--api-server-metrics", path(file));
            said("open-object", "--config", config(), "--etcd-key", "/registry/x", "--snapshot", path(file));
        }
        said("init", "--values", path(none), "--out", path(folder.resolve("out")), "--model", "systemd");
        said("init", "--values", path(directory), "--out", path(folder.resolve("out")), "--model", "systemd");
        assertThat(said("why", "--config", config(), "--log", path(none))).contains("cannot be read");
    }

    /** Its first block says that it is stored, with a length that contradicts itself. */
    private static byte[] brokenZip() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("snapshot"));
            zip.write(new byte[100_000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] whole = bytes.toByteArray();
        for (int i = 40; i < whole.length - 60; i++) {
            whole[i] = 0x55;
        }
        return whole;
    }

    @Test
    void etcdThatIsNone_isToldInOurWords() throws Exception {
        assertThat(said(
                        "inventory",
                        "--provider-name",
                        "kms",
                        "--insecure-transport",
                        "--endpoints",
                        "http://127.0.0.1:1"))
                .contains("nothing listens there");
        try (var rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUpOnAll(rude));
            said(
                    "inventory",
                    "--provider-name",
                    "kms",
                    "--insecure-transport",
                    "--endpoints",
                    "http://127.0.0.1:" + rude.getLocalPort());
        }
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), """
            -----BEGIN CERTIFICATE-----
            AAAA
            -----END CERTIFICATE-----
            -----BEGIN PRIVATE KEY-----
            AAAA
            -----END PRIVATE KEY-----
            """);
        Files.setPosixFilePermissions(garbage, PosixFilePermissions.fromString("rw-------"));
        assertThat(said(
                        "inventory",
                        "--provider-name",
                        "kms",
                        "--endpoints",
                        "https://127.0.0.1:1",
                        "--cacert",
                        path(garbage)))
                .contains("a certificate in it is damaged");
    }

    @Test
    void commandLine_isToldInOurWords() {
        assertThat(said("stauts")).contains("there is no command stauts; did you mean status");
        assertThat(said("probe", "--sokcet", "x")).contains("there is no option --sokcet; did you mean --socket");
        assertThat(said("probe", "extra")).contains("unexpected argument extra");
        assertThat(said("probe", "--socket")).contains("--socket needs a value, PATH");
        assertThat(said("probe", "--socket", "a", "--socket", "b")).contains("--socket is given twice; give it once");
        assertThat(said("benchmark", "--iterations", "x")).contains("--iterations must be a whole number");
        assertThat(said("probe", "--output", "xml")).contains("--output must be one of text, json");
        assertThat(said("probe", "--timeout", "10")).contains("--timeout: need a number with a unit");
        assertThat(said("open-object")).contains("--etcd-key KEY is missing; give it");
        assertThat(said("policy", "openbao", "--include-token-renewal", "maybe"))
                .contains("--include-token-renewal must be true or false");
        assertThat(said("probe", "extra").lines().count()).isLessThan(8);
    }
}
