package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Bench.b64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks 42 to 51: batches, rewrap, data keys. */
interface BatchChecks {
    Map<String, String> GOOD = Map.of("plaintext", "YQ==");
    Map<String, String> BAD = Map.of("plaintext", "!!!", "reference", "bad");
    Map<String, String> BAD_AAD = Map.of("plaintext", "YQ==", "associated_data", "!!!");

    Bench bench();

    private Answer encrypt(Object... items) {
        return bench().encrypt("k", "batch_input", List.of(items));
    }

    @Test
    default void c42_batch_keepsOrderAndReferences() {
        Answer got = encrypt(Map.of("plaintext", b64("0"), "reference", "r0"), Map.of("plaintext", b64("1")));
        assertThat(got.members("data", "batch_results", 0)).containsExactly("ciphertext", "key_version", "reference");
        assertThat(got.text("data", "batch_results", 0, "reference")).isEqualTo("r0");
        assertThat(got.text("data", "batch_results", 1, "reference")).isEmpty();
        Answer back = bench().decrypt(
                        "k",
                        "batch_input",
                        List.of(
                                Map.of("ciphertext", got.text("data", "batch_results", 0, "ciphertext")),
                                Map.of("ciphertext", got.text("data", "batch_results", 1, "ciphertext"))));
        assertThat(back.members("data", "batch_results", 0)).containsExactly("plaintext", "reference");
        assertThat(back.text("data", "batch_results", 1, "plaintext")).isEqualTo(b64("1"));
    }

    @Test
    default void c43_oneBadItem_is400WithoutErrors() {
        Answer got = encrypt(GOOD, BAD, GOOD);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.members()).contains("request_id", "data").doesNotContain("errors");
        assertThat(got.members("data", "batch_results", 1)).containsExactly("error", "reference");
        assertThat(got.body()).doesNotEndWith("\n");
        Answer back = bench().decrypt("k", "batch_input", List.of(Map.of("ciphertext", "vault:v1:!!!")));
        assertThat(back.at("data", "batch_results", 0))
                .isEqualTo(Map.of(
                        "plaintext", "", "error", "invalid ciphertext: could not decode base64", "reference", ""));
    }

    @Test
    default void c44_partialFailureCode_replacesTheStatus() {
        assertThat(partial(200, GOOD, BAD).status()).isEqualTo(200);
        assertThat(partial(207, GOOD, BAD).status()).isEqualTo(207);
        assertThat(partial(200, BAD).status()).isEqualTo(400);
        Answer impossible = partial(700, GOOD, BAD);
        assertThat(impossible.status()).isEqualTo(400);
        assertThat(impossible.text("warnings", 0)).startsWith("invalid HTTP response code override");
    }

    private Answer partial(int code, Object... items) {
        return bench().encrypt("k", "batch_input", List.of(items), "partial_failure_response_code", code);
    }

    @Test
    default void c45_topLevelFields_areNotInherited() {
        Answer got = bench().encrypt(
                        "k",
                        "batch_input",
                        List.of(GOOD),
                        "associated_data",
                        b64("t"),
                        "key_version",
                        99,
                        "plaintext",
                        "!!!");
        assertThat(got.status()).isEqualTo(200);
        String made = got.text("data", "batch_results", 0, "ciphertext");
        assertThat(bench().decrypt("k", "ciphertext", made).status()).isEqualTo(200);
    }

    @Test
    default void c46_malformedItem_failsTheWholeBatchWith500() {
        Map<Object, String> wrong = new LinkedHashMap<>();
        wrong.put(List.of(Map.of()), "'[0].plaintext' missing plaintext to encrypt");
        wrong.put(List.of("x"), "[0] expected a map, got 'string'");
        wrong.put("abc", "source data must be an array or slice, got string");
        wrong.put(
                List.of(Map.of("plaintext", "", "key_version", "1")),
                "'[0].key_version' expected type 'int', got unconvertible type 'string'");
        wrong.put(
                List.of(Map.of("plaintext", "", "reference", 1)),
                "'[0].reference' expected type 'string', got unconvertible type 'json.Number'");
        wrong.put(
                List.of(Collections.singletonMap("plaintext", null)),
                "'[0].plaintext' expected type 'string', got unconvertible type '<nil>'");
        wrong.forEach((items, text) -> {
            Answer got = bench().encrypt("k", "batch_input", items);
            assertThat(got.status()).as(text).isEqualTo(500);
            assertThat(got.error()).isEqualTo("1 error occurred:\n\t* failed to parse batch input: " + text + "\n\n");
        });
        assertThat(encrypt().error()).isEqualTo("missing batch input to process");
    }

    @Test
    default void c47_badAssociatedDataInItem_is500UnlessAUserErrorIsThere() {
        Answer alone = encrypt(BAD_AAD, GOOD);
        assertThat(alone.status()).isEqualTo(500);
        assertThat(alone.text("data", "batch_results", 0, "error")).startsWith("unable to get associated_data");
        assertThat(encrypt(BAD_AAD, BAD).status()).isEqualTo(400);
    }

    @Test
    default void c48_contextsInSomeItemsOnly_are400() {
        Answer got = bench().encrypt("d", "batch_input", List.of(Map.of("plaintext", "", "context", b64("c")), GOOD));
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.error()).isEqualTo("context should be set either in all the request blocks or in none");
    }

    @Test
    default void c49_items_haveTheirOwnVersions() {
        bench().key("c49");
        bench().rotate("c49");
        Answer got = bench().encrypt("c49", "batch_input", List.of(Map.of("plaintext", "", "key_version", 1), GOOD));
        assertThat(got.at("data", "batch_results", 0, "key_version")).isEqualTo(1L);
        assertThat(got.at("data", "batch_results", 1, "key_version")).isEqualTo(2L);
    }

    @Test
    default void c50_rewrap_movesToTheLatestAndLosesAssociatedData() {
        bench().key("c50");
        String old = bench().made("c50");
        String bound = bench().made("c50", "associated_data", b64("t"));
        bench().rotate("c50");
        String path = bench().mount + "/rewrap/c50";
        assertThat(bench().api.post(path, "ciphertext", old).ciphertext()).startsWith("vault:v2:");
        assertThat(bench().api
                        .post(path, "ciphertext", bound, "associated_data", b64("t"))
                        .error())
                .isEqualTo(CryptoChecks.NOT_AUTHENTIC);
        Answer batch = bench().api.post(path, "batch_input", List.of(Map.of("ciphertext", "bad")));
        assertThat(batch.status()).isEqualTo(200);
        assertThat(batch.text("data", "batch_results", 0, "error")).isEqualTo("invalid ciphertext: no prefix");
    }

    @Test
    default void c51_datakey_isAnOrdinaryCiphertext() {
        String path = bench().mount + "/datakey/";
        Answer got = bench().api.post(path + "plaintext/k", "bits", 512);
        assertThat(java.util.Base64.getDecoder().decode(got.text("data", "plaintext")))
                .hasSize(64);
        assertThat(bench().decrypt("k", "ciphertext", got.ciphertext()).text("data", "plaintext"))
                .isEqualTo(got.text("data", "plaintext"));
        assertThat(bench().api.post(path + "wrapped/k").members("data")).containsExactly("ciphertext", "key_version");
        assertThat(bench().api.post(path + "other/k").error())
                .isEqualTo("Invalid path, must be 'plaintext' or 'wrapped'");
        assertThat(bench().api.post(path + "plaintext/k", "bits", 100).error()).isEqualTo("invalid bit length");
    }
}
