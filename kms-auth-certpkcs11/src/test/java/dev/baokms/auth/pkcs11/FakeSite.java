package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.port.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A fake token and the files beside it: what a node has that logs in by certificate. */
final class FakeSite {
    static final String KEY_LABEL = "kms";
    static final Duration MIN_REMAINING_TTL = Duration.ofHours(24);

    final FakeToken token;
    final Path pinFile;
    final Path certificateFile;
    private long replacements;

    FakeSite(Path dir, FakeToken token) throws IOException {
        this.token = token;
        this.pinFile = dir.resolve("pin");
        this.certificateFile = dir.resolve("kms.pem");
        pin(FakeToken.PIN + "\n");
    }

    /** Replaces the file; even the same content is then another version. */
    void pin(String content) throws IOException {
        write(pinFile, content.getBytes(UTF_8));
    }

    void certificate(TestCertificate... chain) throws IOException, GeneralSecurityException {
        write(certificateFile, TestCertificate.pem(chain));
    }

    Pkcs11Settings settings() {
        return settings(Optional.of(certificateFile));
    }

    Pkcs11Settings settings(Optional<Path> certificate) {
        return new Pkcs11Settings(
                "auth/cert",
                Optional.of("kms"),
                MIN_REMAINING_TTL,
                Duration.ofSeconds(30),
                certificate.map(Path::toString),
                "/nonexistent/module.so",
                FakeToken.LABEL,
                KEY_LABEL,
                pinFile.toString());
    }

    TokenAccess access() {
        return new TokenAccess(settings(), pinSource(), () -> token);
    }

    CertificateSource source() {
        return source(settings(), TestCertificate.WITHIN);
    }

    CertificateSource source(Pkcs11Settings settings, Instant now) {
        return Logins.source(settings, InstantSource.fixed(now), () -> token);
    }

    CertificateLogin login(Instant now) {
        return new CertificateLogin(settings(), new FileHost(InstantSource.fixed(now)), () -> token);
    }

    ByteSource pinSource() {
        return new FileHost(InstantSource.system()).secretFile(pinFile.toString());
    }

    /**
     * Beside it first, and then in its place: no two versions share an inode while both exist, so a stamp tells
     * them apart.
     */
    private void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling("fresh-" + ++replacements);
        Files.write(fresh, content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
