package dev.baokms.core.key;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome.Ok;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCiphertextTest {
    private static final String BODY = Base64.getEncoder().encodeToString(new byte[60]);
    private static final String KEY = "vault:v3:" + BODY;

    private static TransitCiphertext key(int version) {
        return value(TransitCiphertext.parse("vault:v" + version + ":" + BODY));
    }

    @Property(tries = 200)
    void whatIsPutTogether_isReadAsTheSame(
            @ForAll @IntRange(min = 1, max = 5000) int version,
            @ForAll @Size(value = 12) byte[] nonce,
            @ForAll @Size(min = 17, max = 500) byte[] sealed) {
        LocalCiphertext made = value(LocalCiphertext.of(key(version), nonce, sealed));

        assertThat(SeedCiphertext.parse(made.bytes())).isInstanceOfSatisfying(Ok.class, parsed -> {
            var read = (LocalCiphertext) parsed.value();
            assertThat(read.text()).isEqualTo(made.text());
            assertThat(read.version()).isEqualTo(version);
            assertThat(read.wrappedKey().text()).isEqualTo(key(version).text());
            assertThat(read.body()).startsWith(nonce).endsWith(sealed);
        });
    }

    /** Every text but one is refused or means something else: no object has two spellings. */
    @Property(tries = 500)
    void anotherText_hasAnotherMeaningOrNone(
            @ForAll @IntRange(min = 0, max = 174) int place, @ForAll @IntRange(min = 32, max = 126) int character) {
        String text = "obc1:" + KEY + ":" + BODY;
        String other = text.substring(0, place) + (char) character + text.substring(place + 1);
        if (SeedCiphertext.parse(other) instanceof Ok<SeedCiphertext>(SeedCiphertext read)) {
            assertThat(read.text()).isEqualTo(other);
            if (!other.equals(text) && read instanceof LocalCiphertext local) {
                boolean same = local.wrappedKey().text().equals(KEY)
                        && Base64.getEncoder().encodeToString(local.body()).equals(BODY);
                assertThat(same).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "obc1:",
                "obc1::",
                "obc2:vault:v3:AAAA:AAAA",
                "OBC1:vault:v3:AAAA:AAAA",
                "obc1:vault:v3:AAAA",
                " obc1:vault:v3:AAAA:AAAA"
            })
    void anythingElse_isMalformed(String text) {
        assertThat(failure(SeedCiphertext.parse(text.getBytes(US_ASCII))))
                .isInstanceOfSatisfying(
                        Malformed.class, wrong -> assertThat(wrong.part()).isEqualTo(Failure.Part.CIPHERTEXT));
    }

    @Test
    void otherBase64_isMalformed() {
        String text = "obc1:" + KEY + ":" + BODY;
        for (String other : new String[] {
            text + "=",
            text + "\n",
            text.substring(0, text.length() - 1) + "B=",
            "obc1:" + KEY.replace("v3", "v03") + ":" + BODY
        }) {
            assertThat(failure(SeedCiphertext.parse(other))).as(other).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void nothingButNonceAndTag_isMalformed() {
        String short28 = Base64.getEncoder().encodeToString(new byte[28]);

        assertThat(failure(SeedCiphertext.parse("obc1:" + KEY + ":" + short28))).isInstanceOf(Malformed.class);
    }

    @Test
    void longerThanKubernetesStores_isRefused() {
        assertThat(failure(LocalCiphertext.of(key(1), new byte[12], new byte[700])))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void toString_hidesIt() {
        assertThat(value(SeedCiphertext.parse("obc1:" + KEY + ":" + BODY)).toString())
                .isEqualTo("LocalCiphertext[v3, hidden]");
    }
}
