package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EnvelopeOpenerTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ETCD_KEY = "/registry/secrets/default/demo";
    private static final String PLAINTEXT = "6b38730064656d6f2d6f626a656374";
    private static final byte[] SEED = ascending(0x00, 32);
    private static final byte[] INFO = ascending(0x20, 32);
    private static final byte[] NONCE = ascending(0x40, 12);
    private static final String SEEDED = HEX.formatHex(INFO) + HEX.formatHex(NONCE)
            + "6c3858a1cb6e130683e4e4c717155ff4266e6d358177786e39a6e83fbfe854";
    private static final String KEYED =
            "404142434445464748494a4b8981dd234259ea6ce0ab755cfe076762466775e15c538da411c8798eaaa0f6";
    private static final WrappedSeed WRAPPED = new WrappedSeed(new byte[60], "kek-1", Map.of());

    private final EnvelopeOpener opener = new EnvelopeOpener();

    private static byte[] ascending(int first, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** The plaintext in hexadecimal, or why there is none. */
    private String opened(SeedType type, byte[] seed, byte[] data, byte[] etcdKey) {
        var into = new byte[Math.max(0, EnvelopeOpener.plaintextBytes(type, data.length))];
        // Not at the begin of its array, as in a page of a file.
        var page = new byte[data.length + 9];
        System.arraycopy(data, 0, page, 5, data.length);
        try (SecretBytes secret = SecretBytes.copyOf(seed)) {
            boolean good = opener.open(type, secret, new Stretch(page, 5, data.length), Stretch.of(etcdKey), into);
            assertThat(good || Arrays.equals(into, new byte[into.length]))
                    .as("what is not authentic leaves nothing behind")
                    .isTrue();
            return good ? HEX.formatHex(into) : "not authentic";
        }
    }

    @Test
    void knownValueUnderASeed_opens() {
        assertThat(opened(
                        SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED, SEED, HEX.parseHex(SEEDED), ETCD_KEY.getBytes(UTF_8)))
                .isEqualTo(PLAINTEXT);
    }

    @Test
    void knownValueUnderAKey_opens() {
        assertThat(opened(SeedType.AES_GCM_KEY, SEED, HEX.parseHex(KEYED), ETCD_KEY.getBytes(UTF_8)))
                .isEqualTo(PLAINTEXT);
    }

    @Test
    void everyFlippedBit_isRefused() {
        everyFlippedBitIsRefused(SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED, SEEDED);
        everyFlippedBitIsRefused(SeedType.AES_GCM_KEY, KEYED);
    }

    private void everyFlippedBitIsRefused(SeedType type, String known) {
        byte[][] parts = {SEED.clone(), HEX.parseHex(known), ETCD_KEY.getBytes(UTF_8)};
        for (byte[] part : parts) {
            for (int bit = 0; bit < part.length * Byte.SIZE; bit++) {
                part[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                assertThat(opened(type, parts[0], parts[1], parts[2])).isEqualTo("not authentic");
                part[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            }
        }
        assertThat(opened(type, parts[0], parts[1], parts[2])).isEqualTo(PLAINTEXT);
    }

    @Test
    void everyShorterValue_isRefused() {
        byte[] data = HEX.parseHex(SEEDED);
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            for (SeedType type : SeedType.values()) {
                assertThat(opened(type, SEED, cut, ETCD_KEY.getBytes(UTF_8))).isEqualTo("not authentic");
            }
        }
    }

    /** The kit seals with code of its own: each is the other's oracle. */
    @Property(tries = 200)
    void whatTheKitSeals_opensToTheSame(
            @ForAll @Size(max = 300) byte[] plaintext,
            @ForAll @Size(min = 32, max = 64) byte[] seed,
            @ForAll @Size(32) byte[] info,
            @ForAll @Size(12) byte[] nonce,
            @ForAll @Size(min = 1, max = 80) char[] key) {
        String etcdKey = "/registry/secrets/" + new String(key);
        byte[] data = EtcdEnvelope.seal("demo", WRAPPED, seed, info, nonce, etcdKey, plaintext)
                .data();

        assertThat(opened(SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED, seed, data, etcdKey.getBytes(UTF_8)))
                .isEqualTo(HEX.formatHex(plaintext));
    }

    @Property(tries = 100)
    void whatTheKitSealsWithAKey_opensToTheSame(
            @ForAll @Size(max = 300) byte[] plaintext,
            @ForAll @Size(32) byte[] bytes,
            @ForAll @IntRange(min = 2, max = 4) int eighths,
            @ForAll @Size(12) byte[] nonce) {
        byte[] key = Arrays.copyOf(bytes, eighths * 8);
        byte[] data = EtcdEnvelope.sealWithKey("demo", WRAPPED, key, nonce, ETCD_KEY, plaintext)
                .data();

        assertThat(opened(SeedType.AES_GCM_KEY, key, data, ETCD_KEY.getBytes(UTF_8)))
                .isEqualTo(HEX.formatHex(plaintext));
    }

    @Test
    void seedOfALengthThatNoApiServerTakes_isSaid() {
        for (int length = 0; length < 70; length++) {
            try (SecretBytes seed = SecretBytes.adopting(new byte[length])) {
                assertThat(EnvelopeOpener.problemOf(seed, SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED)
                                .isPresent())
                        .isEqualTo(length < 32);
                assertThat(EnvelopeOpener.problemOf(seed, SeedType.AES_GCM_KEY).isPresent())
                        .isEqualTo(length != 16 && length != 24 && length != 32);
            }
        }
    }

    @Test
    void lentKey_printsNothingAndHandsOutCopies() {
        byte[] bytes = SEED.clone();
        var key = new LentKey("AES", bytes);

        assertThat(key).hasToString("LentKey[hidden]");
        assertThat(key.getEncoded()).isEqualTo(SEED).isNotSameAs(bytes);
        Arrays.fill(bytes, (byte) 0);
        assertThat(key.getEncoded()).isEqualTo(new byte[32]);
    }
}
