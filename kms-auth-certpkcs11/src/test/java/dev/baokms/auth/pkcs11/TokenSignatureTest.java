package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the platform asks of the token when TLS signs with a key in it. */
class TokenSignatureTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SIGNED = {1, 2, 3};

    private final List<Mechanism> mechanisms = new ArrayList<>();
    private final List<byte[]> inputs = new ArrayList<>();

    @BeforeAll
    static void provider() {
        TokenProvider.register();
    }

    private TokenKey rsa() {
        return TokenKey.of(TestKeys.rsa(2048).getPublic(), this::sign).orElseThrow();
    }

    private TokenKey ec() {
        return TokenKey.of(TestKeys.ec("secp256r1").getPublic(), this::sign).orElseThrow();
    }

    private byte[] sign(Mechanism mechanism, byte[] input) {
        mechanisms.add(mechanism);
        inputs.add(input);
        return SIGNED.clone();
    }

    @ParameterizedTest
    @EnumSource
    void rsa_signsADigestInfo(DigestAlgorithm digest) throws Exception {
        assertThat(signature(digest + "withRSA", rsa())).isEqualTo(SIGNED);

        assertThat(mechanisms).containsExactly(new Mechanism.Pkcs1());
        assertThat(inputs).containsExactly(digest.digestInfo(digest.newDigest().digest(MESSAGE)));
    }

    @ParameterizedTest
    @EnumSource
    void ec_signsTheDigest(DigestAlgorithm digest) throws Exception {
        assertThat(signature(digest + "withECDSA", ec())).isEqualTo(SIGNED);

        assertThat(mechanisms).containsExactly(new Mechanism.Ecdsa());
        assertThat(inputs).containsExactly(digest.newDigest().digest(MESSAGE));
    }

    @ParameterizedTest
    @CsvSource({"SHA256, SHA-256", "SHA384, SHA-384", "SHA512, SHA-512"})
    void pss_signsTheDigestOfItsParameters(DigestAlgorithm digest, String name) throws Exception {
        var signing = Signature.getInstance("RSASSA-PSS");
        signing.initSign(rsa());
        signing.setParameter(pss(name, digest.lengthBytes()));
        signing.update(MESSAGE);

        assertThat(signing.sign()).isEqualTo(SIGNED);
        assertThat(mechanisms).containsExactly(new Mechanism.Pss(digest));
        assertThat(inputs).containsExactly(digest.newDigest().digest(MESSAGE));
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, 20", "SHA-1, 20", "SHA-512/256, 32"})
    void pssThatTlsDoesNotUse_isRefused(String digest, int saltBytes) throws Exception {
        var signing = Signature.getInstance("RSASSA-PSS");
        signing.initSign(rsa());

        assertThatExceptionOfType(InvalidAlgorithmParameterException.class)
                .isThrownBy(() -> signing.setParameter(pss(digest, saltBytes)))
                .withMessage("PSS is over " + digest + " with a salt of " + saltBytes
                        + " bytes, need SHA-256, SHA-384 or SHA-512 and a salt as long as the digest");
        assertThat(mechanisms).isEmpty();
    }

    @Test
    void bytesOneByOne_areTheSameMessage() throws Exception {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(ec());
        for (byte b : MESSAGE) {
            signing.update(b);
        }

        assertThat(signing.sign()).isEqualTo(SIGNED);
        assertThat(inputs).containsExactly(DigestAlgorithm.SHA256.newDigest().digest(MESSAGE));
    }

    @Test
    void secondSignature_startsWithNothing() throws Exception {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(ec());
        signing.update((byte) 7);
        signing.initSign(ec());
        signing.update(MESSAGE);

        assertThat(signing.sign()).isEqualTo(SIGNED);
        assertThat(inputs).containsExactly(DigestAlgorithm.SHA256.newDigest().digest(MESSAGE));
    }

    @Test
    void keyOutsideAToken_isSignedByThePlatform() throws Exception {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(TestKeys.ec("secp256r1").getPrivate());

        assertThat(signing.getProvider().getName()).isNotEqualTo("BaoKmsToken");
    }

    @Test
    void provider_takesNoOtherKey_andVerifiesNothing() throws Exception {
        var signing = Signature.getInstance("SHA256withECDSA", "BaoKmsToken");

        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> signing.initSign(TestKeys.ec("secp256r1").getPrivate()));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> signing.initVerify(TestKeys.ec("secp256r1").getPublic()));
    }

    @Test
    void failureOfTheToken_isASignaturesFailure() throws Exception {
        TokenKey failing = TokenKey.of(TestKeys.ec("secp256r1").getPublic(), (mechanism, input) -> {
                    throw new SignatureException("C_Sign returned CKR_DEVICE_ERROR");
                })
                .orElseThrow();

        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> signature("SHA256withECDSA", failing))
                .withMessage("C_Sign returned CKR_DEVICE_ERROR");
    }

    @Test
    void key_hasNoBytesToShow() {
        for (TokenKey key : List.of(rsa(), ec())) {
            assertThat(key.getEncoded()).isNull();
            assertThat(key.getFormat()).isNull();
            assertThat(key).hasToString(key.getAlgorithm() + " key in a PKCS#11 token");
        }
    }

    private static byte[] signature(String algorithm, PrivateKey key) throws Exception {
        var signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(MESSAGE);
        return signing.sign();
    }

    private static PSSParameterSpec pss(String digest, int saltBytes) {
        return new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltBytes, 1);
    }
}
