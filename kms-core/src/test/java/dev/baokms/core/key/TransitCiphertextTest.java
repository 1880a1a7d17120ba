package dev.baokms.core.key;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Part;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitCiphertextTest {
    /** 29 bytes: one padding character and two spare bits. */
    private static final String BODY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw=";

    private static final String VALID = "vault:v3:" + BODY;

    @Test
    void validText_isKeptByteForByte() {
        TransitCiphertext parsed = value(TransitCiphertext.parse(VALID.getBytes(US_ASCII)));

        assertThat(parsed.version()).isEqualTo(3);
        assertThat(parsed.text()).isEqualTo(VALID);
        assertThat(parsed.bytes()).isEqualTo(VALID.getBytes(US_ASCII));
        assertThat(parsed).hasToString("TransitCiphertext[v3, hidden]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:v0:" + BODY,
                "vault:v01:" + BODY,
                "vault:v+1:" + BODY,
                "vault:v-1:" + BODY,
                "vault:v 1:" + BODY,
                "vault:v1000000000:" + BODY,
                "vault:v1:AAECAwQFBgcICQoL\nDA0ODxAREhMUFRYXGBkaGxw=",
                "vault:v1:AAECAwQFBgcICQoL\r\nDA0ODxAREhMUFRYXGBkaGxw=",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxx=",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGx==",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw=\n",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw= ",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka_-w=",
                "vault:v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka",
                "vault:v1:",
                "vault:v1",
                "Vault:v1:" + BODY,
                "vault:V1:" + BODY,
                " vault:v1:" + BODY,
                "bao:v1:" + BODY,
                ""
            })
    void spellingsThatTransitTakesOrTruncates_areRefused(String text) {
        assertThat(assertRefusedOrItself(text)).isFalse();
        assertThat(TransitCiphertext.parse(text.getBytes(US_ASCII))).isEqualTo(TransitCiphertext.parse(text));
    }

    @Test
    void length_isBoundedByWhatTheApiServerStores() {
        String longest = "vault:v1:" + Base64.getEncoder().encodeToString(new byte[759]);
        String tooLong = "vault:v12345:" + Base64.getEncoder().encodeToString(new byte[759]);

        assertThat(longest).hasSize(1021);
        assertThat(assertRefusedOrItself(longest)).isTrue();
        var refusal = new Malformed(Part.CIPHERTEXT, "must be at most 1024 bytes");
        assertThat(failure(TransitCiphertext.parse(tooLong))).isEqualTo(refusal);
        assertThat(failure(TransitCiphertext.parse(new byte[1 << 20]))).isEqualTo(refusal);
    }

    @Property
    void anyBody_parsesToItself(
            @ForAll @IntRange(min = 1, max = 999_999_999) int version, @ForAll @Size(min = 28, max = 740) byte[] body) {
        String text = "vault:v" + version + ":" + Base64.getEncoder().encodeToString(body);

        assertThat(assertRefusedOrItself(text)).isTrue();
        assertThat(value(TransitCiphertext.parse(text)).version()).isEqualTo(version);
    }

    @Property
    void shortBody_isRefused(@ForAll @Size(max = 27) byte[] body) {
        assertThat(assertRefusedOrItself("vault:v1:" + Base64.getEncoder().encodeToString(body)))
                .isFalse();
    }

    @Property
    void anyBytes_areRefusedOrReEncodeToThemselves(@ForAll @Size(max = 1100) byte[] bytes) {
        Outcome<TransitCiphertext> parsed = TransitCiphertext.parse(bytes);
        if (parsed instanceof Ok<TransitCiphertext>(TransitCiphertext ciphertext)) {
            assertThat(ciphertext.bytes()).isEqualTo(bytes);
        } else {
            assertMalformed(parsed);
        }
    }

    @Test
    void everyMutation_isRefusedOrReEncodesToItself() {
        long accepted = Mutations.of(VALID)
                .filter(TransitCiphertextTest::assertRefusedOrItself)
                .count();

        // Other and additional digits of the version; other base64 characters, where the last one has two spare bits,
        // and any of them may stand for the padding.
        assertThat(accepted).isEqualTo(8 + 9 + 10 + 38 * 63 + 15 + 64);
    }

    @Test
    void everyOtherByte_isRefusedOrReEncodesToItself() {
        byte[] bytes = VALID.getBytes(US_ASCII);
        for (int at = 0; at < bytes.length; at++) {
            for (int other = 0; other < 256; other++) {
                byte[] changed = bytes.clone();
                changed[at] = (byte) other;
                if (TransitCiphertext.parse(changed) instanceof Ok<TransitCiphertext>(TransitCiphertext ciphertext)) {
                    assertThat(ciphertext.bytes()).isEqualTo(changed);
                }
                assertThat(TransitCiphertext.parse(changed) instanceof Ok)
                        .isEqualTo(TransitCiphertext.parse(new String(changed, ISO_8859_1)) instanceof Ok);
            }
        }
    }

    private static boolean assertRefusedOrItself(String text) {
        Outcome<TransitCiphertext> parsed = TransitCiphertext.parse(text);
        if (parsed instanceof Ok<TransitCiphertext>(TransitCiphertext ciphertext)) {
            assertThat(ciphertext.text()).isEqualTo(text);
            return true;
        }
        assertMalformed(parsed);
        return false;
    }

    private static void assertMalformed(Outcome<TransitCiphertext> parsed) {
        assertThat(failure(parsed)).isInstanceOfSatisfying(Malformed.class, refused -> {
            assertThat(refused.part()).isEqualTo(Failure.Part.CIPHERTEXT);
            assertThat(refused.rule()).isNotBlank();
        });
    }
}
