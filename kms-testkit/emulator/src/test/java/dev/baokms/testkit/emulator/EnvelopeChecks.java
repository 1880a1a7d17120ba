package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Bench.b64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Checks 1 to 18: envelope, headers, paths, bodies, health. */
interface EnvelopeChecks {
    String POLICY_DENIAL = "1 error occurred:\n\t* permission denied\n\n";

    Bench bench();

    /** Seals the server for the time of the action. */
    void whileSealed(Runnable action);

    @Test
    default void c01_encryptSuccess_hasWholeEnvelope() {
        Answer got = bench().encrypt("k", "plaintext", b64("hello"));
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.members())
                .containsExactly(
                        "request_id",
                        "lease_id",
                        "renewable",
                        "lease_duration",
                        "data",
                        "wrap_info",
                        "warnings",
                        "auth");
        assertThat(got.text("request_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(got.at("warnings")).isNull();
        assertThat(got.members("data")).containsExactly("ciphertext", "key_version");
        assertThat(got.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                .doesNotContainKey("Server");
        assertThat(got.body()).endsWith("}\n");
    }

    @Test
    default void c02_missingKey_is404WithEmptyErrors() {
        Answer got = bench().read("nothere");
        assertThat(got.status()).isEqualTo(404);
        assertThat(got.body()).isEqualTo("{\"errors\":[]}\n");
    }

    @Test
    default void c03_noTokenOrUnknownToken_isBare403() {
        for (String token : List.of("", "s.A1b2C3d4E5f6G7h8I9j0K1l2", "nonsense")) {
            Answer got = bench().api.as(token).post(bench().mount + "/encrypt/k", "plaintext", b64("a"));
            assertThat(got.status()).isEqualTo(403);
            assertThat(got.body()).isEqualTo("{\"errors\":[\"permission denied\"]}\n");
        }
    }

    @Test
    default void c04_tokenWithoutPolicy_isWrapped403() {
        Answer got = bench().api.as(bench().token("none")).post(bench().mount + "/encrypt/k", "plaintext", b64("a"));
        assertThat(got.status()).isEqualTo(403);
        assertThat(got.error()).isEqualTo(POLICY_DENIAL);
    }

    @Test
    default void c05_bearerToken_worksUnlessVaultTokenIsThere() {
        String path = bench().mount + "/encrypt/k";
        String may = bench().token("enc");
        String mayNot = bench().token("none");
        Api bearer = bench().api.with("Authorization", "Bearer " + may);
        assertThat(bearer.as("").post(path, "plaintext", "").status()).isEqualTo(200);
        assertThat(bearer.as(mayNot).post(path, "plaintext", "").status()).isEqualTo(403);
    }

    @Test
    default void c06_put_equalsPost() {
        Answer got = bench().api.send("PUT", "/v1/" + bench().mount + "/encrypt/k", "{\"plaintext\":\"YQ==\"}");
        assertThat(got.status()).isEqualTo(200);
    }

    @Test
    default void c07_getOnEncrypt_isUnsupportedOperation() {
        Answer got = bench().api.get(bench().mount + "/encrypt/k");
        assertThat(got.status()).isEqualTo(405);
        assertThat(got.error()).isEqualTo("1 error occurred:\n\t* unsupported operation\n\n");
    }

    @Test
    default void c08_unknownPathAndUnknownMount_are404() {
        Answer path = bench().api.post(bench().mount + "/nope");
        assertThat(path.status()).isEqualTo(404);
        assertThat(path.error()).isEqualTo("1 error occurred:\n\t* unsupported path\n\n");
        Answer mount = bench().api.post(bench().prefix + "-nomount/encrypt/k");
        assertThat(mount.status()).isEqualTo(404);
        assertThat(mount.error()).startsWith("no handler for route");
    }

    @Test
    default void c09_keyNames_areRestricted() {
        for (String name : List.of("a.b-c_d", "q", "_q", "q_", "9", "A")) {
            assertThat(bench().key(name).status()).as(name).isEqualTo(200);
        }
        for (String name : List.of("a.", "-a", "a-", ".a", "a%20b", "a%2Fb", "%C3%A9")) {
            assertThat(bench().key(name).status()).as(name).isEqualTo(404);
        }
    }

    @Test
    default void c10_writeToPathEndingInSlash_is400() {
        Answer got = bench().encrypt("k/", "plaintext", "");
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.error()).isEqualTo("cannot write to a path ending in '/'");
    }

    @Test
    default void c11_bodiesThatAreNoObject_areRefused() {
        List.of("{\"plaintext\":", "[{\"plaintext\":\"YQ==\"}]", "{\"plaintext\":\"YQ==\"} x", "\"abc\"", "{}}")
                .forEach(body -> {
                    Answer got = raw(body);
                    assertThat(got.status()).as(body).isEqualTo(400);
                    assertThat(got.error()).as(body).startsWith("failed to decode JSON input: ");
                });
        for (String body : List.of("null", "{}", "  ")) {
            assertThat(raw(body).error()).as(body).isEqualTo("missing plaintext to encrypt");
        }
        assertThat(raw("{\"plaintext\":\"YQ==\"}{}").status()).isEqualTo(200);
    }

    private Answer raw(String body) {
        return bench().api.send("POST", "/v1/" + bench().mount + "/encrypt/k", body);
    }

    @Test
    default void c12_bodyOf32MiB_isTheLimit() {
        String frame = "{\"plaintext\":\"%s\"}";
        int room = (32 << 20) - frame.length() + 2;
        Answer over = raw(String.format(Locale.ROOT, frame, "A".repeat(room + 1)));
        assertThat(over.status()).isEqualTo(413);
        assertThat(over.error()).isEqualTo("http: request body too large");
        assertThat(over.headers()).doesNotContainKeys("Cache-Control", "Strict-Transport-Security");
        assertThat(raw(String.format(Locale.ROOT, frame, "A".repeat(room / 4 * 4)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void c13_thousandStrings_areTheLimit() {
        assertThat(batchOf(499, "extra").status()).isEqualTo(200);
        Answer over = batchOf(500, "extra");
        assertThat(over.status()).isEqualTo(400);
        assertThat(over.error())
                .isEqualTo("refused JSON input due to high complexity: exceeded maximum number of strings");
    }

    private Answer batchOf(int items, String extra) {
        var item = Collections.singletonMap("plaintext", b64("a"));
        return bench().encrypt("k", "batch_input", Collections.nCopies(items, item), extra, 1);
    }

    @Test
    default void c14_unknownFields_areWarnedOfInOrder() {
        Answer got = bench().encrypt("k", "zeta", 1, "plaintext", b64("a"), "alpha", 2, "name", "other");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.text("warnings", 0)).isEqualTo("Endpoint ignored these unrecognized parameters: [alpha zeta]");
        assertThat(got.text("warnings", 1)).contains("[name]");
        assertThat(bench().decrypt("k", "ciphertext", got.ciphertext()).status())
                .isEqualTo(200);
    }

    @Test
    default void c15_formContentType_isFormOnlyWithoutBrace() {
        Api form = bench().api.with("Content-Type", "application/x-www-form-urlencoded");
        String path = "/v1/" + bench().mount + "/encrypt/k";
        assertThat(form.send("POST", path, "{\"plaintext\":\"YQ==\"}").status()).isEqualTo(200);
        assertThat(form.send("POST", path, "plaintext=YQ%3D%3D").status()).isEqualTo(200);
    }

    @Test
    default void c16_unknownNamespace_is404AndRootIsNone() {
        Answer unknown = bench().api.with("X-Vault-Namespace", "nosuchns").get(bench().mount + "/keys/k");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.error()).isEqualTo("namespace not found");
        Answer root = bench().api.with("X-Vault-Namespace", "root").get(bench().mount + "/keys/k");
        assertThat(root.status()).isEqualTo(200);
        assertThat(root.headers()).containsEntry("X-Vault-Namespace", "root");
    }

    @Test
    default void c17_health_answersWithoutToken() {
        Api anyone = bench().api.as("");
        Answer got = anyone.get("sys/health");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.members())
                .containsExactly(
                        "initialized",
                        "sealed",
                        "standby",
                        "replication_performance_mode",
                        "replication_dr_mode",
                        "server_time_utc",
                        "version",
                        "cluster_name",
                        "cluster_id");
        assertThat(anyone.get("sys/health?activecode=299").status()).isEqualTo(299);
        assertThat(anyone.get("sys/health?standbycode=x").body()).isEqualTo("{\"errors\":[]}\n");
        assertThat(anyone.with("X-Vault-Namespace", "any").get("sys/health").error())
                .isEqualTo("operation unavailable in namespaces");
        assertThat(anyone.send("HEAD", "/v1/sys/health", "").body()).isEmpty();
    }

    @Test
    default void c18_sealedServer_answersHealthOnly() {
        assertThat(bench().api.as("").get("sys/seal-status").members()).contains("t", "n", "progress", "storage_type");
        whileSealed(() -> {
            Answer encrypt = bench().encrypt("k", "plaintext", "");
            assertThat(encrypt.status()).isEqualTo(503);
            assertThat(encrypt.error()).isEqualTo("Vault is sealed");
            assertThat(bench().login("svc", bench().jwt()).status()).isEqualTo(503);
            Answer health = bench().api.get("sys/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.at("sealed")).isEqualTo(true);
            assertThat(health.members()).doesNotContain("cluster_name");
        });
        assertThat(bench().encrypt("k", "plaintext", "").status()).isEqualTo(200);
    }
}
