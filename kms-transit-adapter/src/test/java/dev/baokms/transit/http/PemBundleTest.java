package dev.baokms.transit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms in which a bundle reaches an operator: what other readers take is taken, and nothing is dropped. */
class PemBundleTest {
    @TempDir
    private static Path dir;

    private static String first;
    private static String second;

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = TlsIdentity.make(dir, "first", "san=dns:a").certificate().replace("\r\n", "\n");
        second = TlsIdentity.make(dir, "second", "san=dns:b").certificate().replace("\r\n", "\n");
    }

    @Test
    void twoBlocks_areReadInOrder() {
        assertThat(subjects(first + second)).containsExactly("CN=first", "CN=second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", " \t\n", "\n\n"})
    void lineEnds_doNotMatter(String end) {
        assertThat(subjects((first + second).replace("\n", end))).containsExactly("CN=first", "CN=second");
    }

    @Test
    void textAroundBlocks_isPassedOver() {
        String text = "# the company's roots, caf\u00e9\n-----\n" + first + "subject=CN = second\n----------\n" + second
                + "end";

        assertThat(subjects("\ufeff" + text)).containsExactly("CN=first", "CN=second");
    }

    @Test
    void blocksThatTouch_areBothRead() {
        assertThat(subjects(first.strip() + second.strip())).containsExactly("CN=first", "CN=second");
    }

    @Test
    void keysBesideCertificates_arePassedOver() {
        String key = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

        assertThat(subjects(key + first)).containsExactly("CN=first");
    }

    @Test
    void binaryForm_isRead() {
        byte[] der = Base64.getMimeDecoder().decode(first.replaceAll("-----[^-]+-----", ""));

        assertThat(PemBundle.certificates(der)).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PemBundle.certificates(new byte[] {0x30, 0x03, 0x02, 0x01, 0x01}))
                .withMessage("the CA bundle holds DER that is no certificate");
    }

    @Test
    void blockCutShort_isRefusedWithItsLine() {
        int line = 1 + (int) first.chars().filter(c -> c == '\n').count();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> subjects(first + second.substring(0, second.length() / 2)))
                .withMessage("the CERTIFICATE block that begins in line " + line + " is not finished");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subjects(first.substring(0, first.length() / 2) + "\n" + second))
                .withMessage("the CERTIFICATE block that begins in line 1 is not finished");
    }

    @Test
    void blockThatCannotBeRead_isRefusedWithItsLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subjects(first.replaceFirst("\nM", "\n*")))
                .withMessage("the CERTIFICATE block that begins in line 1 cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----"})
    void bundleWithoutCertificate_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subjects(text))
                .withMessage("the CA bundle holds no certificate");
    }

    private static List<String> subjects(String text) {
        return PemBundle.certificates(text.getBytes(UTF_8)).stream()
                .map(X509Certificate::getSubjectX500Principal)
                .map(Object::toString)
                .toList();
    }
}
