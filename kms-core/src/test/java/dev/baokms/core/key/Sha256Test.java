package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
    /** From NIST's examples for FIPS 180-4. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
                + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    })
    void hash_isThatOfTheStandard(String text, String hex) {
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(Sha256.hex(bytes)).isEqualTo(hex);
        assertThat(Sha256.of(bytes)).isEqualTo(HexFormat.of().parseHex(hex));
        assertThat(Base64.getUrlDecoder().decode(Sha256.base64Url(bytes))).isEqualTo(Sha256.of(bytes));
    }

    @Test
    void base64Url_isUnpaddedAndOfTheUtf8OfAText() {
        assertThat(Sha256.base64Url("abc")).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assertThat(Sha256.base64Url("\u00fc")).isEqualTo(Sha256.base64Url(new byte[] {(byte) 0xc3, (byte) 0xbc}));
    }
}
