package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Bench.b64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Checks 28 to 41: encrypt and decrypt. */
interface CryptoChecks {
    String NOT_AUTHENTIC = "cipher: message authentication failed";

    Bench bench();

    @Test
    default void c28_roundTrip_keepsBytesAndForm() {
        for (int size : new int[] {0, 1, 2, 3, 31, 32, 1000}) {
            String plain = b64("x".repeat(size));
            String made = bench().encrypt("k", "plaintext", plain).ciphertext();
            assertThat(made).matches("vault:v1:[A-Za-z0-9+/]+=*");
            assertThat(Base64.getDecoder().decode(made.substring(9))).hasSize(size + 28);
            assertThat(bench().decrypt("k", "ciphertext", made).text("data", "plaintext"))
                    .isEqualTo(plain);
        }
        assertThat(bench().made("k")).isNotEqualTo(bench().made("k"));
    }

    @Test
    default void c29_exportedKey_opensCiphertextHere() throws GeneralSecurityException {
        String key = bench().api.get(bench().mount + "/export/encryption-key/x").text("data", "keys", "1");
        byte[] raw = Base64.getDecoder()
                .decode(bench().made("x", "associated_data", b64("tenant-1")).substring(9));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(Base64.getDecoder().decode(key), "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(raw, 12)));
        cipher.updateAAD("tenant-1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(cipher.doFinal(raw, 12, raw.length - 12)).asString().isEqualTo("hello");
        assertThat(bench().api.get(bench().mount + "/export/encryption-key/k").status())
                .isEqualTo(400);
    }

    @Test
    default void c30_associatedData_mustBeTheSame() {
        String bound = bench().made("k", "associated_data", b64("tenant-1"));
        String plain = bench().made("k");
        assertThat(bench().decrypt("k", "ciphertext", bound, "associated_data", b64("tenant-1"))
                        .status())
                .isEqualTo(200);
        assertThat(bench().decrypt("k", "ciphertext", bound, "associated_data", b64("tenant-2"))
                        .error())
                .isEqualTo(NOT_AUTHENTIC);
        assertThat(bench().decrypt("k", "ciphertext", bound).error()).isEqualTo(NOT_AUTHENTIC);
        assertThat(bench().decrypt("k", "ciphertext", plain, "associated_data", b64("x"))
                        .error())
                .isEqualTo(NOT_AUTHENTIC);
        for (String none : Arrays.asList("", null, "\n")) {
            assertThat(bench().decrypt("k", "ciphertext", plain, "associated_data", none)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    default void c31_associatedDataNotBase64_is500() {
        Answer got = bench().encrypt("k", "plaintext", "", "associated_data", "!!!");
        assertThat(got.status()).isEqualTo(500);
        assertThat(got.error()).contains("unable to get associated_data");
        Answer back = bench().decrypt("k", "ciphertext", bench().made("k"), "associated_data", "!!!");
        assertThat(back.status()).isEqualTo(500);
    }

    @Test
    default void c32_plaintext_mustBePresentAndBase64() {
        assertThat(bench().encrypt("k", "plaintext", "!!!").error()).isEqualTo("illegal base64 data at input byte 0");
        assertThat(bench().encrypt("k", "key_version", 1).error()).isEqualTo("missing plaintext to encrypt");
        assertThat(bench().encrypt("k", "plaintext", null).status()).isEqualTo(200);
        assertThat(bench().decrypt("k").error()).isEqualTo("missing ciphertext to decrypt");
        assertThat(bench().decrypt("k", "ciphertext", "").error()).isEqualTo("missing ciphertext to decrypt");
    }

    @Test
    default void c33_base64_skipsLineBreaksAndDemandsPadding() {
        for (String good : new String[] {"aGVs\nbG8=", "aGVs\r\nbG8=\n", "aGVsbG9="}) {
            assertThat(bench().encrypt("k", "plaintext", good).status())
                    .as(good)
                    .isEqualTo(200);
        }
        Map<String, Integer> bad =
                new LinkedHashMap<>(Map.of("YQ", 0, "aGVs bG8=", 4, "_-__", 0, "YWJjZ", 4, "====", 0));
        bad.forEach((text, offset) -> assertThat(
                        bench().encrypt("k", "plaintext", text).error())
                .as(text)
                .isEqualTo("illegal base64 data at input byte " + offset));
        for (String padding : new String[] {"YQ=", "YQ==x", "YQ=a"}) {
            assertThat(bench().encrypt("k", "plaintext", padding).error())
                    .as(padding)
                    .startsWith("illegal base64 data at input byte ");
        }
        String made = bench().made("k");
        assertThat(bench().decrypt("k", "ciphertext", made.substring(0, 30) + "\n" + made.substring(30))
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void c34_keyVersion_choosesTheVersion() {
        bench().key("c34");
        bench().rotate("c34");
        bench().rotate("c34");
        assertThat(bench().encrypt("c34", "plaintext", "", "key_version", 0).ciphertext())
                .startsWith("vault:v3:");
        assertThat(bench().encrypt("c34", "plaintext", "", "key_version", 1).ciphertext())
                .startsWith("vault:v1:");
        assertThat(bench().encrypt("c34", "plaintext", "", "key_version", 4).error())
                .isEqualTo("requested version for encryption is higher than the latest key version");
        assertThat(bench().encrypt("c34", "plaintext", "", "key_version", -1).error())
                .isEqualTo("requested version for encryption is negative");
        bench().config("c34", "min_encryption_version", 2);
        assertThat(bench().encrypt("c34", "plaintext", "", "key_version", 1).error())
                .isEqualTo("requested version for encryption is less than the minimum encryption key version");
    }

    @Test
    default void c35_decrypt_saysWhatIsWrong() {
        String whole = Base64.getEncoder().encodeToString(new byte[40]);
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("plain", "invalid ciphertext: no prefix");
        wrong.put("vault:v1", "invalid ciphertext: wrong number of fields");
        wrong.put("vault:vx:" + whole, "invalid ciphertext: version number could not be decoded");
        wrong.put("vault:v99:!!!", "invalid ciphertext: version is too new");
        wrong.put("vault:v-1:" + whole, "ciphertext or signature version is disallowed by policy (too old)");
        wrong.put("vault:v1:!!!", "invalid ciphertext: could not decode base64");
        wrong.put("vault:v1:MTIzNDU=", "invalid ciphertext length");
        wrong.put("vault:v1:" + Base64.getEncoder().encodeToString(new byte[20]), NOT_AUTHENTIC);
        wrong.put("vault:v1:" + whole, NOT_AUTHENTIC);
        wrong.forEach((ciphertext, text) -> {
            Answer got = bench().decrypt("k", "ciphertext", ciphertext);
            assertThat(got.status()).as(ciphertext).isEqualTo(400);
            assertThat(got.error()).as(ciphertext).isEqualTo(text);
        });
    }

    @Test
    default void c36_sloppyVersions_areRead() {
        String made = bench().made("k");
        for (String form : new String[] {"v01", "v0", "v+1", "v001"}) {
            assertThat(bench().decrypt("k", "ciphertext", made.replaceFirst("v1", form))
                            .status())
                    .as(form)
                    .isEqualTo(200);
        }
    }

    @Test
    default void c37_anotherKey_doesNotOpen() {
        String made = bench().made("k");
        assertThat(bench().decrypt("other", "ciphertext", made).error()).isEqualTo(NOT_AUTHENTIC);
        assertThat(bench().decrypt("nothere", "ciphertext", made).error()).isEqualTo("encryption key not found");
    }

    @Test
    default void c38_derivedKey_needsTheContext() {
        assertThat(bench().encrypt("d", "plaintext", "").error()).startsWith("missing 'context' for key derivation");
        String made = bench().made("d", "context", b64("one"));
        assertThat(bench().decrypt("d", "ciphertext", made, "context", b64("one"))
                        .status())
                .isEqualTo(200);
        assertThat(bench().decrypt("d", "ciphertext", made, "context", b64("two"))
                        .error())
                .isEqualTo(NOT_AUTHENTIC);
        assertThat(bench().encrypt("k", "plaintext", "", "context", "!!!").error())
                .startsWith("illegal base64");
        assertThat(bench().read("d").text("data", "kdf")).isEqualTo("hkdf_sha256");
    }

    @Test
    default void c39_topLevelTypes_areWeak() {
        String made = bench().encrypt("k", "plaintext", 1234).ciphertext();
        assertThat(bench().decrypt("k", "ciphertext", made).text("data", "plaintext"))
                .isEqualTo("1234");
        assertThat(bench().encrypt("k", "plaintext", "", "key_version", "1").status())
                .isEqualTo(200);
        assertThat(bench().encrypt("k", "plaintext", "", "key_version", "x").error())
                .startsWith("error converting input for field \"key_version\"");
        assertThat(bench().decrypt("k", "ciphertext", Map.of("a", 1)).error())
                .startsWith("Field validation failed: error converting input for field \"ciphertext\"");
    }

    @Test
    default void c40_unknownKey_needsCreate() {
        Api mayUpdate = bench().api.as(bench().token("enc"));
        Answer denied = mayUpdate.post(bench().mount + "/encrypt/absent40", "plaintext", "");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.error()).isEqualTo(EnvelopeChecks.POLICY_DENIAL);
        assertThat(bench().read("absent40").status()).isEqualTo(404);
        Api mayCreate = bench().api.as(bench().token("crt"));
        assertThat(mayCreate
                        .post(bench().mount + "/encrypt/made40", "plaintext", "")
                        .status())
                .isEqualTo(200);
        mayCreate.post(bench().mount + "/encrypt/derived40", "plaintext", "", "context", b64("c"));
        assertThat(bench().read("derived40").at("data", "derived")).isEqualTo(true);
    }

    @Test
    default void c41_upsertWithBadBase64_is400() {
        assertThat(bench().encrypt("bad41", "plaintext", "!!!").error()).startsWith("illegal base64");
    }
}
