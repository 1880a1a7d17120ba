package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaDerTest {
    @Property(tries = 500)
    void bothNumbers_comeBackFromTheSequence(@ForAll("signatures") byte[] sideBySide) throws Exception {
        byte[] der = EcdsaDer.of(sideBySide);

        int half = sideBySide.length / 2;
        var r = new BigInteger(1, Arrays.copyOf(sideBySide, half));
        var s = new BigInteger(1, Arrays.copyOfRange(sideBySide, half, sideBySide.length));
        assertThat(der).isEqualTo(Der.sequence(Der.integer(r), Der.integer(s)));
    }

    @Property(tries = 500)
    void leadingZeros_doNotChangeTheSequence(@ForAll("signatures") byte[] sideBySide) throws Exception {
        int half = sideBySide.length / 2;
        byte[] wider = new byte[sideBySide.length + 2];
        System.arraycopy(sideBySide, 0, wider, 1, half);
        System.arraycopy(sideBySide, half, wider, half + 2, half);

        assertThat(EcdsaDer.of(wider)).isEqualTo(EcdsaDer.of(sideBySide));
    }

    /** From one byte for each number to one less than P-521 has, often with zeros or a set bit in front. */
    @Provide
    Arbitrary<byte[]> signatures() {
        var halves = Arbitraries.integers().between(1, EcdsaDer.MAX_BYTES / 2 - 1);
        var zeros = Arbitraries.integers().between(0, 3);
        var seeds = Arbitraries.longs();
        return Combinators.combine(halves, zeros, zeros, seeds).as(EcdsaDerTest::signature);
    }

    private static byte[] signature(int half, int zerosOfR, int zerosOfS, long seed) {
        byte[] sideBySide = new byte[2 * half];
        new Random(seed).nextBytes(sideBySide);
        Arrays.fill(sideBySide, 0, Math.min(half, zerosOfR), (byte) 0);
        Arrays.fill(sideBySide, half, half + Math.min(half, zerosOfS), (byte) 0);
        return sideBySide;
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void platform_verifiesWhatIsMade(String curve) throws Exception {
        KeyPair pair = TestKeys.ec(curve);
        for (int i = 0; i < 20; i++) {
            byte[] message = {(byte) i};
            var signing = Signature.getInstance("SHA256withECDSAinP1363Format");
            signing.initSign(pair.getPrivate());
            signing.update(message);
            byte[] der = EcdsaDer.of(signing.sign());

            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(pair.getPublic());
            verifier.update(message);
            assertThat(verifier.verify(der)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 131, 133, 134, 1024})
    void lengthThatNoCurveHas_isNoSignature(int length) {
        assertThatExceptionOfType(CryptokiException.class)
                .isThrownBy(() -> EcdsaDer.of(new byte[length]))
                .withMessage(
                        "C_Sign gave " + length + " bytes for an ECDSA signature, which has an even number up to 132");
    }
}
