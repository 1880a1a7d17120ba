package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are replaced or not safe, tokens that look alike, and a PIN that nobody may see. */
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

        assertThat(obtained()).isEqualTo(failed(Problem.TOKEN_AMBIGUOUS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-r----x"})
    void filesOpenToOthers_areNotUsed_andTheCureIsNamed(String mode) throws Exception {
        Files.setPosixFilePermissions(hsm.pinFile, PosixFilePermissions.fromString(mode));
        assertThat(obtained()).isEqualTo(failed(Problem.CREDENTIAL_UNSAFE));

        hsm.pin(SoftHsm.PIN);
        Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString(mode));
        assertThat(obtained()).isEqualTo(failed(Problem.CREDENTIAL_UNSAFE));
        try (var source = new CertificateSource(settings, InstantSource.system())) {
            assertThat(source.problems()).singleElement().asString().contains(certificate.toString(), "run chmod 0640");
        }
    }

    @Test
    void weakKey_isNamed() throws Exception {
        hsm.key("weak", "02", "RSA:1024");
        settings = hsm.settings("weak", Optional.of(hsm.certificate("weak", "clientAuth")));

        assertThat(obtained()).isEqualTo(failed(Problem.CERTIFICATE_WEAK));
    }

    @Test
    void replacedCertificate_isJudgedAtOnce_andShownFromTheNextLoginOn() throws Exception {
        try (var source = new CertificateSource(settings, InstantSource.system())) {
            assertThat(source.obtain(budget())).isInstanceOf(Outcome.Ok.class);
            X509Certificate first = shown(source);

            hsm.certificate("kms", "clientAuth", "-days", "20");
            assertThat(source.flaw(budget())).isEmpty();
            assertThat(shown(source)).isEqualTo(first);
            assertThat(source.certificateExpiry())
                    .hasValueSatisfying(
                            end -> assertThat(end).isAfter(first.getNotAfter().toInstant()));

            assertThat(source.obtain(budget())).isInstanceOf(Outcome.Ok.class);
            assertThat(shown(source)).isNotEqualTo(first);

            Files.writeString(certificate, "garbage");
            assertThat(source.flaw(budget())).contains(new LoginFailed(Problem.CERTIFICATE_MISSING));
        }
    }

    @Test
    void certificateThatEndsSoon_isToldAndUsed() {
        // Seven days of life, and a day is wanted.
        Instant now = Instant.now();
        try (var early = new CertificateSource(settings, () -> now);
                var late = new CertificateSource(settings, () -> now.plus(Duration.ofHours(6 * 24 + 12)))) {
            assertThat(early.expiresSoon()).isFalse();
            assertThat(early.obtain(budget())).isInstanceOf(Outcome.Ok.class);
            assertThat(early.expiresSoon()).isFalse();
            assertThat(late.obtain(budget())).isInstanceOf(Outcome.Ok.class);
            assertThat(late.expiresSoon()).isTrue();
            assertThat(late.checks(budget()))
                    .extracting(Check::status)
                    .containsExactly(Check.Status.OK, Check.Status.WARN, Check.Status.OK);
        }
    }

    @Test
    void pin_isInNoText() throws Exception {
        var said = new StringBuilder();
        for (String pin : new String[] {SoftHsm.PIN, "wrong-marked-pin"}) {
            hsm.pin(pin);
            try (var source = new CertificateSource(settings, InstantSource.system())) {
                said.append(source.checks(budget()))
                        .append(source.obtain(budget()))
                        .append(source.flaw(budget()));
                said.append(source.problems()).append(source.keyManager());
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

    private Outcome<Credential> obtained() {
        try (var source = new CertificateSource(settings, InstantSource.system())) {
            return source.obtain(budget());
        }
    }

    private static Outcome<Credential> failed(Problem problem) {
        return Outcome.failed(new LoginFailed(problem));
    }

    private static Budget budget() {
        return Budget.starting(System::nanoTime, Duration.ofSeconds(20));
    }
}
