package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are replaced or not safe, tokens that look alike, and a PIN that no text shows. */
class FilesAndTokensTest {
    @TempDir
    Path dir;

    private SoftHsm hsm;
    private Path certificate;
    private Pkcs11Settings settings;

    @BeforeEach
    void token() throws Exception {
        hsm = new SoftHsm(dir);
        hsm.key("kms", "01", "EC:P-256");
        certificate = hsm.certificate("kms", "clientAuth");
        settings = hsm.settings("kms", Optional.of(certificate));
    }

    @Test
    void twoTokensOfOneLabel_areAmbiguous() throws Exception {
        hsm.run("softhsm2-util", "--init-token", "--free", "--label", "node", "--so-pin", "so-pin-1", "--pin", "other");

        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.TOKEN_AMBIGUOUS.seen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-r----x"})
    void pinOpenToOthers_isNotUsed(String mode) throws Exception {
        Files.setPosixFilePermissions(hsm.pinFile, PosixFilePermissions.fromString(mode));
        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.CREDENTIAL_UNSAFE.seen());

        hsm.pin(SoftHsm.PIN);
        assertThat(Logins.failure(settings)).isEmpty();
    }

    @Test
    void certificateThatOthersRead_isUsed_andOneThatOthersWriteIsNot() throws Exception {
        Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Logins.failure(settings)).isEmpty();

        Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.CREDENTIAL_UNSAFE.seen());
    }

    @Test
    void longFiles_areNotRead() throws Exception {
        Files.writeString(certificate, "-".repeat(CertificateSource.MAX_CHAIN_BYTES + 1));

        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.CREDENTIAL_TOO_LONG.seen());
    }

    @Test
    void weakKey_isNamed() throws Exception {
        hsm.key("weak", "02", "RSA:1024");
        settings = hsm.settings("weak", Optional.of(hsm.certificate("weak", "clientAuth")));

        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.CERTIFICATE_WEAK.seen());
    }

    @Test
    void replacedCertificate_isJudgedAtOnce_andShownFromTheNextLoginOn() throws Exception {
        try (var source = Logins.source(settings)) {
            assertThat(Logins.failure(source)).isEmpty();
            X509Certificate first = shown(source);

            hsm.certificate("kms", "clientAuth", "-days", "20");
            assertThat(source.flaw(Logins.within(Logins.AMPLE))).isEmpty();
            assertThat(shown(source)).isEqualTo(first);
            assertThat(source.certificateExpiry())
                    .hasValueSatisfying(
                            end -> assertThat(end).isAfter(first.getNotAfter().toInstant()));

            assertThat(Logins.failure(source)).isEmpty();
            assertThat(shown(source)).isNotEqualTo(first);

            Files.writeString(certificate, "garbage");
            assertThat(source.flaw(Logins.within(Logins.AMPLE)))
                    .hasValueSatisfying(
                            flaw -> assertThat(flaw.text()).contains(Pkcs11Problem.CERTIFICATE_MISSING.seen()));
        }
    }

    @Test
    void certificateThatEndsSoon_isToldAndUsed() {
        // Seven days of life, and a day is wanted.
        Instant now = Instant.now();
        try (var early = Logins.source(settings, () -> now);
                var late = Logins.source(settings, () -> now.plus(Duration.ofHours(6 * 24 + 12)))) {
            assertThat(early.expiresSoon()).isFalse();
            assertThat(Logins.failure(early)).isEmpty();
            assertThat(early.expiresSoon()).isFalse();
            assertThat(Logins.failure(late)).isEmpty();
            assertThat(late.expiresSoon()).isTrue();
            assertThat(Logins.checks(late).values())
                    .extracting(Diagnosis::status)
                    .containsExactly(Status.PASS, Status.WARN, Status.PASS);
        }
    }

    @Test
    void pin_isInNoText() throws Exception {
        var said = new StringBuilder();
        for (String pin : new String[] {SoftHsm.PIN, "wrong-marked-pin"}) {
            hsm.pin(pin);
            try (var source = Logins.source(settings)) {
                said.append(Logins.checks(source))
                        .append(Logins.failure(source))
                        .append(source.flaw(Logins.within(Logins.AMPLE)));
                said.append(source.keyManager());
            }
        }
        said.append(settings);

        assertThat(said).contains("refuses the PIN").doesNotContain("marked-pin");
    }

    private static X509Certificate shown(CertificateSource source) {
        var manager = (X509ExtendedKeyManager) source.keyManager();
        String alias = Objects.requireNonNull(manager.chooseClientAlias(new String[] {"EC"}, null, null));
        return Objects.requireNonNull(manager.getCertificateChain(alias))[0];
    }
}
