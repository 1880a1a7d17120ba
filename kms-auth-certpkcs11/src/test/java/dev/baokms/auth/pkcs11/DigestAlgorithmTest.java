package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestAlgorithmTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void length_isThatOfItsDigests(DigestAlgorithm algorithm) {
        assertThat(algorithm.newDigest().digest(MESSAGE)).hasSize(algorithm.lengthBytes());
    }

    /** The numbers of pkcs11t.h, once more and in another form, for a wrong one signs what no server verifies. */
    @ParameterizedTest
    @CsvSource({"SHA256, 592, 2", "SHA384, 608, 3", "SHA512, 624, 4"})
    void numbers_areTheStandards(DigestAlgorithm algorithm, long mechanism, long mgf1) {
        assertThat(algorithm.mechanism()).isEqualTo(mechanism);
        assertThat(algorithm.mgf1()).isEqualTo(mgf1);
    }

    @ParameterizedTest
    @EnumSource
    void digestInfo_isWhatThePlatformVerifies(DigestAlgorithm algorithm) throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        var token = new FakeToken().key("kms", pair);
        byte[] info = algorithm.digestInfo(algorithm.newDigest().digest(MESSAGE));

        var verifier = Signature.getInstance(algorithm + "withRSA");
        verifier.initVerify(pair.getPublic());
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signed(token, info))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void name_leadsToTheAlgorithm(DigestAlgorithm algorithm) {
        assertThat(DigestAlgorithm.named(algorithm.newDigest().getAlgorithm())).contains(algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "MD5", "SHA256", "sha-256", ""})
    void otherName_leadsToNone(String name) {
        assertThat(DigestAlgorithm.named(name)).isEmpty();
    }

    @Test
    void digests_areFresh() {
        var first = DigestAlgorithm.SHA256.newDigest();
        first.update(MESSAGE);

        assertThat(DigestAlgorithm.SHA256.newDigest().digest()).isNotEqualTo(first.digest());
    }

    private static byte[] signed(FakeToken token, byte[] info) throws Exception {
        token.initialize();
        long session = token.openSession(FakeToken.SLOT);
        try (var pin = SecretBytes.adopting(FakeToken.PIN.getBytes(StandardCharsets.UTF_8))) {
            token.login(session, Cryptoki.UserType.CKU_USER, pin);
        }
        long key = token.findObjects(session).getFirst();
        token.signInit(session, key, new Mechanism.Pkcs1());
        return token.sign(session, info);
    }
}
