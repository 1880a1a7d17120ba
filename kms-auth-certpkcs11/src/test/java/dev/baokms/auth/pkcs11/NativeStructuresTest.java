package dev.baokms.auth.pkcs11;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.auth.pkcs11.Cryptoki.TokenInfo;
import dev.baokms.core.secret.SecretBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeStructuresTest {
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    /** As a C compiler lays them out on 64-bit Linux. */
    @Test
    void sizesAndOffsets_areThoseOfTheStandardsHeader() {
        assertThat(NativeStructures.CK_C_INITIALIZE_ARGS.byteSize()).isEqualTo(48);
        assertThat(NativeStructures.CK_TOKEN_INFO.byteSize()).isEqualTo(208);
        assertThat(NativeStructures.CK_TOKEN_INFO.byteOffset(groupElement("flags")))
                .isEqualTo(96);
        assertThat(NativeStructures.CK_TOKEN_INFO.byteOffset(groupElement("utcTime")))
                .isEqualTo(188);
        assertThat(NativeStructures.CK_SESSION_INFO.byteSize()).isEqualTo(32);
        assertThat(NativeStructures.CK_SESSION_INFO.byteOffset(groupElement("state")))
                .isEqualTo(8);
        assertThat(NativeStructures.CK_ATTRIBUTE.byteSize()).isEqualTo(24);
        assertThat(NativeStructures.CK_MECHANISM.byteSize()).isEqualTo(24);
        assertThat(NativeStructures.CK_RSA_PKCS_PSS_PARAMS.byteSize()).isEqualTo(24);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node", "Knoten ü", "two  blanks", " leads", "exactly 32 bytes, not one more.."})
    void label_isReadWithoutItsPadding(String label) {
        assertThat(tokenInfo(label.getBytes(UTF_8), (byte) ' ').label()).isEqualTo(label);
        assertThat(tokenInfo(label.getBytes(UTF_8), (byte) 0).label()).isEqualTo(label);
    }

    @Test
    void label_endsAtItsTerminator_whateverStandsBehindIt() {
        assertThat(tokenInfo("node\0rubbish".getBytes(UTF_8), (byte) 'x').label())
                .isEqualTo("node");
    }

    @Test
    void label_mayHoldWhatIsNoText() {
        assertThat(tokenInfo(new byte[] {(byte) 0xFF, 'a'}, (byte) ' ').label()).isEqualTo("\uFFFDa");
    }

    @Test
    void flags_areReadBitByBit() {
        MemorySegment info = arena.allocate(NativeStructures.CK_TOKEN_INFO);
        info.set(JAVA_LONG, 96, Pkcs11Constants.CKF_USER_PIN_LOCKED | 0x40D);
        TokenInfo token = NativeStructures.tokenInfo(info);

        assertThat(token.has(Pkcs11Constants.CKF_USER_PIN_LOCKED)).isTrue();
        assertThat(token.has(Pkcs11Constants.CKF_USER_PIN_FINAL_TRY)).isFalse();
    }

    @Test
    void template_holdsEachAttributeWithItsValue() {
        MemorySegment template = NativeStructures.template(
                arena,
                Attribute.of(Pkcs11Constants.CKA_CLASS, Pkcs11Constants.CKO_PRIVATE_KEY),
                Attribute.of(Pkcs11Constants.CKA_LABEL, "kms-ü"));

        assertThat(template.byteSize()).isEqualTo(48);
        assertThat(template.get(JAVA_LONG, 0)).isEqualTo(Pkcs11Constants.CKA_CLASS);
        assertThat(value(template, 0)).isEqualTo(new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
        assertThat(template.get(JAVA_LONG, 24)).isEqualTo(Pkcs11Constants.CKA_LABEL);
        assertThat(value(template, 24)).isEqualTo("kms-ü".getBytes(UTF_8));
    }

    @Test
    void mechanismsWithoutParameters_haveANumberAndNothingElse() {
        assertThat(longs(NativeStructures.mechanism(arena, new Mechanism.Pkcs1())))
                .containsExactly(Pkcs11Constants.CKM_RSA_PKCS, 0, 0);
        assertThat(longs(NativeStructures.mechanism(arena, new Mechanism.Ecdsa())))
                .containsExactly(Pkcs11Constants.CKM_ECDSA, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void pss_saysDigestMaskAndSalt(DigestAlgorithm digest) {
        MemorySegment mechanism = NativeStructures.mechanism(arena, new Mechanism.Pss(digest));

        assertThat(mechanism.get(JAVA_LONG, 0)).isEqualTo(Pkcs11Constants.CKM_RSA_PKCS_PSS);
        assertThat(mechanism.get(JAVA_LONG, 16)).isEqualTo(24);
        assertThat(longs(pointed(mechanism, 8, 24)))
                .containsExactly(digest.mechanism(), digest.mgf1(), digest.lengthBytes());
    }

    @Test
    void secret_isWipedBeforeItsMemoryIsFreed() {
        MemorySegment memory;
        try (var pin = SecretBytes.copyOf("1234-marked-pin".getBytes(UTF_8));
                var copy = new NativeSecret(arena, pin)) {
            memory = copy.address();
            assertThat(new String(memory.toArray(JAVA_BYTE), UTF_8)).isEqualTo("1234-marked-pin");
        }

        assertThat(memory.toArray(JAVA_BYTE)).hasSize(15).containsOnly(0);
    }

    private TokenInfo tokenInfo(byte[] label, byte padding) {
        MemorySegment info = arena.allocate(NativeStructures.CK_TOKEN_INFO);
        byte[] padded = Arrays.copyOf(label, 32);
        Arrays.fill(padded, label.length, 32, padding);
        info.asSlice(0, 32).copyFrom(MemorySegment.ofArray(padded));
        // What follows the label must not be read as a part of it.
        info.asSlice(32, 32).fill((byte) 'M');
        return NativeStructures.tokenInfo(info);
    }

    private static byte[] value(MemorySegment template, long at) {
        return pointed(template, at + 8, template.get(JAVA_LONG, at + 16)).toArray(JAVA_BYTE);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment pointed(MemorySegment structure, long at, long bytes) {
        return structure.get(ADDRESS, at).reinterpret(bytes);
    }

    private static long[] longs(MemorySegment structure) {
        return structure.toArray(JAVA_LONG);
    }
}
