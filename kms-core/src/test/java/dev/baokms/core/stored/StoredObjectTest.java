package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.KEY;
import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.annotations;
import static dev.baokms.core.stored.StoredValues.ciphertext;
import static dev.baokms.core.stored.StoredValues.concat;
import static dev.baokms.core.stored.StoredValues.envelope;
import static dev.baokms.core.stored.StoredValues.field;
import static dev.baokms.core.stored.StoredValues.keyId;
import static dev.baokms.core.stored.StoredValues.kmsV2;
import static dev.baokms.core.stored.StoredValues.lent;
import static dev.baokms.core.stored.StoredValues.ours;
import static dev.baokms.core.stored.StoredValues.varint;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.core.stored.StoredObject.Contradictory;
import dev.baokms.core.stored.StoredObject.Encoding;
import dev.baokms.core.stored.StoredObject.Foreign;
import dev.baokms.core.stored.StoredObject.Ours;
import dev.baokms.core.stored.StoredObject.Plaintext;
import dev.baokms.core.stored.StoredObject.Unknown;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredObjectTest {
    private static final int MUTANTS = Integer.getInteger("stored.mutants", 200);

    private static StoredObject read(byte[] value) {
        return StoredObject.of(lent(value), KEY);
    }

    @Test
    void objectOfOurs_namesItsVersionAndGivesItsParts() {
        if (!(read(ours(7, 1)) instanceof Ours(Envelope envelope, int version))) {
            throw new AssertionError("not ours");
        }

        assertThat(version).isEqualTo(7);
        assertThat(envelope.keyId()).isEqualTo(keyId(7));
        assertThat(UTF_8.decode(envelope.encryptedDekSource()).toString()).isEqualTo(ciphertext(7, 1));
        assertThat(envelope.annotations()).containsExactlyEntriesOf(annotations(7));
        assertThat(envelope.seedType()).isEqualTo(SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED);
        assertThat(envelope.encryptedData().remaining()).isEqualTo(80);
        assertThat(envelope.encryptedData().isReadOnly()).isTrue();
    }

    @Test
    void objectOfAnOutage_isOursWithTheVersionThatWrappedItsLocalKey() {
        String seed = "obc1:" + ciphertext(7, 1) + ":" + ciphertext(7, 2).substring("vault:v7:".length());

        assertThat(read(kmsV2(PROVIDER, envelope(keyId(7), seed, annotations(7)))))
                .isInstanceOfSatisfying(
                        Ours.class, ours -> assertThat(ours.version()).isEqualTo(7));
        assertThat(read(kmsV2(PROVIDER, envelope(keyId(6), seed, annotations(6)))))
                .isInstanceOf(Contradictory.class);
    }

    @Test
    void fieldsInAnotherOrderWithUnknownOnes_areTheSame() {
        byte[] odd = concat(
                new byte[] {0x28, 0},
                field(9, new byte[3]),
                StoredValues.entries(annotations(2)),
                new byte[] {0x50, 5, 0x61, 1, 2, 3, 4, 5, 6, 7, 8, 0x6D, 1, 2, 3, 4},
                field(3, "overwritten".getBytes(UTF_8)),
                field(3, ciphertext(2, 1).getBytes(UTF_8)),
                field(2, keyId(2).getBytes(UTF_8)),
                field(1, new byte[28]));

        if (!(read(kmsV2(PROVIDER, odd)) instanceof Ours(Envelope envelope, int version))) {
            throw new AssertionError("not ours");
        }
        assertThat(version).isEqualTo(2);
        assertThat(envelope.seedType()).isEqualTo(SeedType.AES_GCM_KEY);
        assertThat(envelope.annotations()).containsOnlyKeys(annotations(2).keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "k8s:enc:kms:v2:other:x, kms v2 other",
        "k8s:enc:kms:v1:one:x, kms v1 one",
        "k8s:enc:kms:v3:one:x, kms v3 one",
        "k8s:enc:aescbc:v1:key1:x, aescbc key1",
        "k8s:enc:aesgcm:v1:key1:x, aesgcm key1",
        "k8s:enc:secretbox:v1:key1:x:y, secretbox key1",
        "k8s:enc:new:v1:key1:x, unknown scheme new"
    })
    void valueOfAnotherProvider_isForeignWithItsName(String value, String writer) {
        assertThat(read(value.getBytes(UTF_8))).isEqualTo(new Foreign(writer));
    }

    @Test
    void plainValue_isToldByItsFirstBytes() {
        assertThat(read(new byte[] {'k', '8', 's', 0, 1})).isEqualTo(new Plaintext(Encoding.PROTOBUF));
        assertThat(read("{\"kind\":1}".getBytes(UTF_8))).isEqualTo(new Plaintext(Encoding.JSON));
        assertThat(read(new byte[] {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7, 1})).isEqualTo(new Plaintext(Encoding.CBOR));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "k8s",
        "k8s:enc:",
        "k8s:enc:kms",
        "k8s:enc:kms:v2:nocolon",
        "k8s:enc:aescbc:v1",
        "[]",
        "vault:v1:abcd"
    })
    void anythingElse_isUnknownAndNotOurs(String value) {
        assertThat(read(value.getBytes(UTF_8))).isInstanceOfSatisfying(Unknown.class, unknown -> {
            assertThat(unknown.reason()).isNotEmpty();
            assertThat(unknown.ours()).isFalse();
        });
    }

    @Test
    void partsThatNameDifferentVersions_contradictEachOther() {
        assertContradictory(envelope(keyId(3), ciphertext(2, 1), annotations(3)), 2, 3);
        assertContradictory(envelope(keyId(3), ciphertext(3, 1), annotations(2)), 2, 3);
        assertContradictory(envelope(keyId(3), "kms:v3:" + "A".repeat(60), annotations(3)), 3);
        assertContradictory(envelope(keyId(3), "vault:v03:" + "A".repeat(60), Map.of()));
        assertContradictory(envelope("arn:aws:kms:1", ciphertext(3, 1), Map.of()), 3);
        Map<String, byte[]> signed = annotations(3);
        signed.put("transit-key-version.kms.openbao.org", "+3".getBytes(UTF_8));
        assertContradictory(envelope(keyId(3), ciphertext(3, 1), signed), 3);
        Map<String, byte[]> ofAnother = annotations(3);
        ofAnother.put("key-id-hash.kms.openbao.org", new byte[43]);
        assertContradictory(envelope(keyId(3), ciphertext(3, 1), ofAnother), 3);
    }

    private static void assertContradictory(byte[] envelope, Integer... versions) {
        assertThat(read(kmsV2(PROVIDER, envelope)))
                .isInstanceOfSatisfying(
                        Contradictory.class,
                        found -> assertThat(found.versions()).containsExactly(versions));
    }

    @Test
    void keyIdThatIsKnownToNameAnotherVersion_contradicts() {
        var key = new OurKey(PROVIDER, Map.of(keyId(3), 4));

        assertThat(StoredObject.of(lent(ours(3, 1)), key))
                .isInstanceOfSatisfying(
                        Contradictory.class,
                        found -> assertThat(found.versions()).containsExactly(3, 4));
        assertThat(StoredObject.of(lent(ours(5, 1)), key)).isInstanceOf(Ours.class);
    }

    @Test
    void withoutAnnotations_theCiphertextNamesTheVersion() {
        assertThat(read(kmsV2(PROVIDER, envelope(keyId(3), ciphertext(3, 1), Map.of()))))
                .isInstanceOf(Ours.class);
    }

    @Test
    void limitsOfTheApiServer_areKept() {
        assertUnreadable(envelope("a".repeat(1024), ciphertext(1, 1), Map.of()), "key_id");
        assertUnreadable(envelope("", ciphertext(1, 1), Map.of()), "key_id");
        assertUnreadable(envelope(keyId(1), "a".repeat(1024), Map.of()), "seed");
        assertUnreadable(envelope(keyId(1), ciphertext(1, 1), Map.of("a.b", new byte[32 * 1024])), "annotations");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x28, 2}), "type");
        assertUnreadable(concat(envelope(1, 1), field(1, new byte[59])), "nonce");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x08, 1}), "type");
    }

    @Test
    void garbage_isUnknownWithoutEndOrException() {
        byte[] entry = field(4, new byte[0]);
        byte[] many = new byte[entry.length * 700_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = entry[i % entry.length];
        }
        assertUnreadable(many, "annotations");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x0A}, varint(Long.MAX_VALUE)), "cut short");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x0A}, varint(-1)), "cut short");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x0A}, varint(1 << 20)), "cut short");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0x0B}), "protobuf");
        assertUnreadable(concat(envelope(1, 1), new byte[] {0}), "protobuf");
        assertUnreadable(concat(envelope(1, 1), field(4, new byte[] {0x0A, 100})), "annotation");
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xFF);
        assertUnreadable(endless, "protobuf");
        assertUnreadable(new byte[(3 << 19) + 1], "larger");
        assertUnreadable(new byte[0], "");
    }

    private static void assertUnreadable(byte[] envelope, String reason) {
        if (envelope.length == 0) {
            // Nothing follows the colon: the beginning is ours and no part is there.
            assertThat(read(kmsV2(PROVIDER, envelope))).isInstanceOf(Unknown.class);
            return;
        }
        assertThat(read(kmsV2(PROVIDER, envelope))).isInstanceOfSatisfying(Unknown.class, unknown -> {
            assertThat(unknown.reason()).contains(reason);
            assertThat(unknown.ours()).isTrue();
        });
    }

    @Test
    void everyTruncation_isNeverOursOfAnotherVersion() {
        byte[] whole = ours(12, 1);
        for (int length = 0; length < whole.length; length++) {
            StoredObject object = read(Arrays.copyOf(whole, length));
            if (object instanceof Ours ours) {
                assertThat(ours.version()).isEqualTo(12);
            }
        }
    }

    /** More of them with {@code -Dstored.mutants=1000000}. */
    @Property(tries = 20)
    void mutant_isReadToItsEndAndItsPartsLieWithin(@ForAll long seed) {
        var random = new Random(seed);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(random);
            ByteBuffer value = lent(mutant);
            StoredObject object = StoredObject.of(value, KEY);

            assertThat(value.remaining()).isEqualTo(mutant.length);
            switch (object) {
                case Ours(Envelope envelope, int version) ->
                    assertThat(bytes(envelope)).isLessThanOrEqualTo(mutant.length);
                case Contradictory found -> assertThat(bytes(found.envelope())).isLessThanOrEqualTo(mutant.length);
                case Foreign foreign -> assertThat(foreign.writer()).hasSizeLessThan(400);
                case Plaintext plain -> assertThat(mutant).isNotEmpty();
                case Unknown unknown -> assertThat(unknown.reason()).isNotEmpty();
            }
        }
    }

    private static int bytes(Envelope envelope) {
        int content = envelope.annotations().values().stream()
                .mapToInt(value -> value.length)
                .sum();
        return envelope.encryptedData().remaining()
                + envelope.encryptedDekSource().remaining()
                + content;
    }

    /** Bytes changed, taken out, doubled, or put in, most of them where lengths and tags are. */
    static byte[] mutant(Random random) {
        byte[] mutant = ours(1 + random.nextInt(12), random.nextInt(3));
        for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
            int at = random.nextInt(mutant.length);
            byte[] before = Arrays.copyOf(mutant, at);
            byte[] after = Arrays.copyOfRange(mutant, at, mutant.length);
            mutant = switch (random.nextInt(5)) {
                case 0 -> concat(before, new byte[] {(byte) random.nextInt()}, after);
                case 1 ->
                    concat(
                            before,
                            Arrays.copyOfRange(after, Math.min(after.length, 1 + random.nextInt(9)), after.length));
                case 2 -> concat(before, after, after);
                case 3 -> concat(before, varint(random.nextLong() >>> random.nextInt(63)), after);
                default -> {
                    mutant[at] ^= (byte) (1 << random.nextInt(8));
                    yield mutant;
                }
            };
            if (mutant.length == 0) {
                return ours(1, 1);
            }
        }
        return mutant;
    }

    @Property(tries = 50)
    void everyVersion_isReadBack(@ForAll @IntRange(min = 1, max = 999_999_999) int version) {
        assertThat(read(ours(version, 1)))
                .isInstanceOfSatisfying(
                        Ours.class, found -> assertThat(found.version()).isEqualTo(version));
    }

    @Test
    void providerNameThatNobodyCanHave_isRefused() {
        assertThatThrownBy(() -> OurKey.named("a:b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OurKey.named("")).isInstanceOf(IllegalArgumentException.class);
    }
}
