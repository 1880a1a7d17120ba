package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A SoftHSM token in a directory of its own, and a CA beside it. */
public final class SoftHsm {
    public static final String PIN = "1234-marked-pin";

    private static final String NEW_KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));

    public final Path dir;
    public final Path tokens;
    public final Path library;
    public final Path pinFile;

    public SoftHsm(Path dir) throws Exception {
        Optional<Path> found = LIBRARIES.stream().filter(Files::exists).findFirst();
        assumeTrue(
                found.isPresent() && onPath("pkcs11-tool") && onPath("openssl") && onPath("softhsm2-util"),
                "skipped: needs a PKCS#11 token; install the Debian packages softhsm2, opensc and openssl");
        this.dir = dir;
        this.library = found.orElseThrow();
        this.tokens = Files.createDirectory(dir.resolve("tokens"));
        this.pinFile = dir.resolve("pin");
        Path conf = Files.writeString(
                dir.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
        setEnvironment("SOFTHSM2_CONF", conf.toString());
        pin(PIN);
        run("softhsm2-util", "--init-token", "--free", "--label", "node", "--so-pin", "so-pin-1", "--pin", PIN);
        openssl("req -x509 " + NEW_KEY + " -days 30 -keyout ca.key -out ca.pem", "-subj", "/CN=test CA");
    }

    public void pin(String pin) throws IOException {
        Files.writeString(pinFile, pin + "\n");
        Files.setPosixFilePermissions(pinFile, PosixFilePermissions.fromString("rw-r-----"));
    }

    /**
     * Made outside and imported: the public half is then at hand for the certificate, for every curve.
     *
     * @param type algorithm and, behind a colon, bits or curve as openssl names them
     */
    public void key(String label, String id, String type) throws Exception {
        generate(label, type);
        run("softhsm2-util", "--import", "key.pem", "--token", "node", "--label", label, "--id", id, "--pin", PIN);
    }

    /** One with {@code CKA_ALWAYS_AUTHENTICATE}. */
    void keyThatAlwaysAsksForThePin(String label, String id, String type) throws Exception {
        generate(label, type);
        run("openssl", "pkey", "-in", "key.pem", "-outform", "DER", "-out", "key.der");
        tool("--write-object", "key.der", "--type", "privkey", "--id", id, "--label", label, "--always-auth");
    }

    private void generate(String label, String type) throws Exception {
        String[] parts = type.split(":", -1);
        String option = parts[0].equals("RSA") ? "rsa_keygen_bits:" : "ec_paramgen_curve:";
        run("openssl", "genpkey", "-algorithm", parts[0], "-pkeyopt", option + parts[1], "-out", "key.pem");
        run("openssl", "pkey", "-in", "key.pem", "-pubout", "-out", label + ".pub");
    }

    /** Issues a certificate for the key and leaves it in a file that only its owner and group read. */
    public Path certificate(String label, String usage, String... more) throws Exception {
        Path file = dir.resolve(label + ".pem");
        Files.writeString(dir.resolve("ext"), "extendedKeyUsage=" + usage + "\n");
        openssl("req -new " + NEW_KEY + " -keyout x.key -out x.csr", "-subj", "/CN=node");
        String signing = "x509 -req -in x.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext -force_pubkey ";
        List<String> rest = new ArrayList<>(more.length == 0 ? List.of("-days", "7") : List.of(more));
        rest.addAll(List.of("-out", file.toString()));
        openssl(signing + label + ".pub", rest.toArray(String[]::new));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        return file;
    }

    void writeToToken(Path certificate, String id) throws Exception {
        run("openssl", "x509", "-in", certificate.toString(), "-outform", "DER", "-out", "cert.der");
        tool("--write-object", "cert.der", "--type", "cert", "--id", id, "--label", "anything");
    }

    Pkcs11Settings settings(String keyLabel, Optional<Path> certificate) {
        return settings(library, "node", keyLabel, certificate);
    }

    Pkcs11Settings settings(Path module, String token, String keyLabel, Optional<Path> certificate) {
        return new Pkcs11Settings(
                "auth/cert",
                Optional.of("kms"),
                Duration.ofHours(24),
                Duration.ofSeconds(30),
                certificate.map(Path::toString),
                module.toString(),
                token,
                keyLabel,
                pinFile.toString());
    }

    private void tool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "pkcs11-tool", "--module", library.toString(), "--token-label", "node", "--login", "--pin", PIN));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** @param words separated by blanks */
    private void openssl(String words, String... rest) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words.split(" ", -1)));
        command.addAll(List.of(rest));
        run(command.toArray(String[]::new));
    }

    void run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", dir.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    static boolean onPath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    /** The module reads its place from the environment of our process, which Java cannot change. */
    @SuppressWarnings("restricted")
    private static void setEnvironment(String name, String value) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            var setenv = linker.downcallHandle(
                    linker.defaultLookup().find("setenv").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
            int _ = (int) setenv.invokeWithArguments(arena.allocateFrom(name), arena.allocateFrom(value), 1);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
