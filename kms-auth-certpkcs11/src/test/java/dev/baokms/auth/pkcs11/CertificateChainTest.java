package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateChainTest {
    // RSA signs the same twice, so that one certificate is equal to itself.
    private static final KeyPair KEY = TestKeys.rsa(2048);

    private final TestCertificate root = TestCertificate.of(KEY).named("root").issuedBy("root", KEY);
    private final TestCertificate middle =
            TestCertificate.of(KEY).named("middle").issuedBy("root", KEY);
    private final TestCertificate node = TestCertificate.of(KEY).named("node").issuedBy("middle", KEY);
    private final TestCertificate stranger =
            TestCertificate.of(KEY).named("stranger").issuedBy("root", KEY);

    @Test
    void file_isKeptAsItIs() throws Exception {
        byte[] pem = TestCertificate.pem(node, stranger, root);

        assertThat(CertificateChain.ofPem(pem)).containsExactly(node.made(), stranger.made(), root.made());
    }

    @Test
    void tokensObjects_areOrderedFromTheFirstToItsRoot_whateverTheirOrder() throws Exception {
        List<byte[]> others = new ArrayList<>(List.of(root.der(), stranger.der(), middle.der()));
        for (int seed = 0; seed < 10; seed++) {
            Collections.shuffle(others, new Random(seed));
            List<byte[]> objects = new ArrayList<>(List.of(node.der()));
            objects.addAll(others);

            assertThat(CertificateChain.ofToken(objects))
                    .as("seed %d", seed)
                    .containsExactly(node.made(), middle.made(), root.made());
        }
    }

    @Test
    void gap_endsTheChain() throws Exception {
        assertThat(CertificateChain.ofToken(List.of(node.der(), root.der()))).containsExactly(node.made());
    }

    @Test
    void certificatesThatIssueEachOther_endTheChain() throws Exception {
        TestCertificate one = TestCertificate.of(KEY).named("one").issuedBy("two", KEY);
        TestCertificate two = TestCertificate.of(KEY).named("two").issuedBy("one", KEY);

        assertThat(CertificateChain.ofToken(List.of(one.der(), two.der()))).containsExactly(one.made(), two.made());
    }

    @Test
    void longChain_isCutWhereNoServerWouldFollow() throws Exception {
        List<byte[]> objects = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            objects.add(TestCertificate.of(KEY)
                    .named("n" + i)
                    .issuedBy("n" + (i + 1), KEY)
                    .der());
        }

        assertThat(CertificateChain.ofToken(objects)).hasSize(10);
    }

    @Test
    void nothing_isAMissingCertificate() {
        assertMissing(() -> CertificateChain.ofPem(new byte[0]));
        assertMissing(() -> CertificateChain.ofToken(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\0\1\2"})
    void unreadable_isAMissingCertificate(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

        assertMissing(() -> CertificateChain.ofPem(bytes));
        assertMissing(() -> CertificateChain.ofToken(List.of(bytes)));
    }

    @Test
    void certificateCutShortAnywhere_isAMissingCertificate() throws Exception {
        byte[] der = node.der();
        for (int length = 1; length < der.length; length += 7) {
            byte[] cut = Arrays.copyOf(der, length);
            assertMissing(() -> CertificateChain.ofToken(List.of(cut)));
        }
    }

    private static void assertMissing(ThrowingCallable reading) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(reading)
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Pkcs11Problem.CERTIFICATE_MISSING));
    }
}
