package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope.SourceType;
import dev.baokms.testkit.model.StorageException.Reason;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdEnvelopeTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ETCD_KEY = "/registry/secrets/default/demo";
    private static final byte[] PLAINTEXT = HEX.parseHex("6b38730064656d6f2d6f626a656374");
    private static final byte[] SEED = ascending(0x00, 32);
    private static final byte[] INFO = ascending(0x20, 32);
    private static final byte[] NONCE = ascending(0x40, 12);
    private static final WrappedSeed WRAPPED = wrapped();

    private static WrappedSeed wrapped() {
        byte[] ciphertext = new byte[60];
        Arrays.fill(ciphertext, (byte) 0xAA);
        return new WrappedSeed(ciphertext, "kek-1", Map.of("v.example.org", "1".getBytes(UTF_8)));
    }

    private static byte[] ascending(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private static EtcdEnvelope known() {
        return EtcdEnvelope.seal("demo", WRAPPED, SEED, INFO, NONCE, ETCD_KEY, PLAINTEXT);
    }

    @Test
    void derivedKey_isTheKnownOne() {
        assertThat(HEX.formatHex(EnvelopeCipher.derivedKey(SEED, INFO)))
                .isEqualTo("ccb4f05e673c90bd153935b11d0dabfc00537bc35cf92953deac178dd081ef8d");
    }

    @Test
    void seededValue_isTheKnownOneByteForByte() throws Exception {
        byte[] encoded = known().encoded();

        assertThat(HEX.formatHex(encoded))
                .isEqualTo("6b38733a656e633a6b6d733a76323a64656d6f3a0a4b"
                        + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
                        + "404142434445464748494a4b"
                        + "6c3858a1cb6e130683e4e4c717155ff4266e6d358177786e39a6e83fbfe854"
                        + "12056b656b2d31"
                        + "1a3c"
                        + "aa".repeat(60)
                        + "22120a0d762e6578616d706c652e6f7267120131"
                        + "2801");
        assertThat(encoded).hasSize(188);
        assertThat(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(encoded)))
                .isEqualTo("4cf0ec942ded77f839b8c1805d0d563ea0326aacea870be7e94bc8013077c896");
    }

    @Test
    void valueOfTypeKey_isTheKnownOneAndOpens() {
        var envelope = EtcdEnvelope.sealWithKey("demo", WRAPPED, SEED, NONCE, ETCD_KEY, PLAINTEXT);

        assertThat(HEX.formatHex(envelope.data()))
                .isEqualTo("404142434445464748494a4b8981dd234259ea6ce0ab755cfe076762466775e15c538da411c8798eaaa0f6");
        var read = EtcdEnvelope.parse(envelope.encoded());
        assertThat(read.type()).isEqualTo(SourceType.KEY);
        assertThat(read.open(SEED, ETCD_KEY)).isEqualTo(PLAINTEXT);
    }

    @Test
    void parsedValue_hasEveryPart() {
        var read = EtcdEnvelope.parse(known().encoded());

        assertThat(read.provider()).isEqualTo("demo");
        assertThat(read.type()).isEqualTo(SourceType.SEED);
        assertThat(read.wrapped().ciphertext()).isEqualTo(WRAPPED.ciphertext());
        assertThat(read.wrapped().keyId()).isEqualTo("kek-1");
        assertThat(read.wrapped().annotations()).containsOnlyKeys("v.example.org");
        assertThat(read.open(SEED, ETCD_KEY)).isEqualTo(PLAINTEXT);
    }

    @Property(tries = 300)
    void whatIsSealed_opens(
            @ForAll byte[] plaintext,
            @ForAll @Size(32) byte[] seed,
            @ForAll @Size(32) byte[] info,
            @ForAll String key) {
        byte[] stored = EtcdEnvelope.seal("p", WRAPPED, seed, info, NONCE, key, plaintext)
                .encoded();

        assertThat(EtcdEnvelope.parse(stored).open(seed, key)).isEqualTo(plaintext);
    }

    @Test
    void anyFlippedBitOfTheData_isNotAuthentic() {
        byte[] stored = known().encoded();
        int start = "k8s:enc:kms:v2:demo:".length() + 2;
        for (int bit = 0; bit < known().data().length * 8; bit++) {
            byte[] altered = stored.clone();
            altered[start + bit / 8] ^= (byte) (1 << (bit % 8));
            var envelope = EtcdEnvelope.parse(altered);

            var refused = catchThrowableOfType(StorageException.class, () -> envelope.open(SEED, ETCD_KEY));
            assertThat(refused.reason()).as("bit %d", bit).isEqualTo(Reason.NOT_AUTHENTIC);
        }
    }

    @Property(tries = 200)
    void flippedBitAnywhere_neverGivesOtherBytes(@ForAll @IntRange(max = 188 * 8 - 1) int bit) {
        byte[] altered = known().encoded();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        try {
            // What is not authenticated may change; the value may not.
            assertThat(EtcdEnvelope.parse(altered).open(SEED, ETCD_KEY)).isEqualTo(PLAINTEXT);
        } catch (StorageException refused) {
            assertThat(refused.reason()).isIn(Reason.FOREIGN, Reason.MALFORMED, Reason.NOT_AUTHENTIC);
        }
    }

    @Property(tries = 100)
    void otherSeed_isNotAuthentic(@ForAll @Size(32) byte[] seed) {
        Assume.that(!Arrays.equals(seed, SEED));
        assertThat(catchThrowableOfType(StorageException.class, () -> known().open(seed, ETCD_KEY))
                        .reason())
                .isEqualTo(Reason.NOT_AUTHENTIC);
    }

    @Test
    void otherEtcdKey_isNotAuthentic() {
        assertThat(catchThrowableOfType(
                                StorageException.class, () -> known().open(SEED, "/registry/secrets/default/other"))
                        .reason())
                .isEqualTo(Reason.NOT_AUTHENTIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k8s\0", "{}", "k8s:enc:kms:v1:demo:x", "k8s:enc:aesgcm:v1:k:x", "k8s:enc:kms:v2:demo"})
    void valueWithoutThePrefix_isForeign(String stored) {
        assertThat(catchThrowableOfType(StorageException.class, () -> EtcdEnvelope.parse(stored.getBytes(UTF_8)))
                        .reason())
                .isEqualTo(Reason.FOREIGN);
    }

    @Test
    void truncatedValue_isMalformed() {
        byte[] stored = known().encoded();

        assertThat(catchThrowableOfType(
                                StorageException.class,
                                () -> EtcdEnvelope.parse(Arrays.copyOf(stored, stored.length - 3)))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void unknownType_isMalformed() {
        byte[] stored = known().encoded();
        stored[stored.length - 1] = 2;

        assertThatThrownBy(() -> EtcdEnvelope.parse(stored))
                .isInstanceOf(StorageException.class)
                .hasMessage("type is 2, need 0 or 1");
    }

    @Test
    void unknownField_isPassedOver() {
        byte[] stored = known().encoded();
        byte[] longer = Arrays.copyOf(stored, stored.length + 3);
        longer[stored.length] = (byte) 0xF8; // field 127, varint
        longer[stored.length + 1] = 0x07;
        longer[stored.length + 2] = 0x01;

        assertThat(EtcdEnvelope.parse(longer).open(SEED, ETCD_KEY)).isEqualTo(PLAINTEXT);
    }

    @Test
    void dataTooShortForAValue_isMalformed() {
        byte[] stored = "k8s:enc:kms:v2:demo:".getBytes(UTF_8);
        byte[] withType = Arrays.copyOf(stored, stored.length + 2);
        withType[stored.length] = 0x28;
        withType[stored.length + 1] = 1;

        assertThatThrownBy(() -> EtcdEnvelope.parse(withType).open(SEED, ETCD_KEY))
                .isInstanceOf(StorageException.class)
                .hasMessage("data is 0 bytes, need at least 60");
    }

    @Test
    void infoOrNonceOfWrongLength_isRefused() {
        assertThatThrownBy(() -> EtcdEnvelope.seal("p", WRAPPED, SEED, NONCE, NONCE, ETCD_KEY, PLAINTEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("info is 12 bytes, need 32");
        assertThatThrownBy(() -> EtcdEnvelope.sealWithKey("p", WRAPPED, SEED, INFO, ETCD_KEY, PLAINTEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nonce is 32 bytes, need 12");
    }
}
