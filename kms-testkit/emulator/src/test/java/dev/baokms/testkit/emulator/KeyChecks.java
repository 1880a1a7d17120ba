package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Bench.b64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks 19 to 27: keys. */
interface KeyChecks {
    Bench bench();

    @Test
    default void c19_createTwice_keepsTheFirst() {
        bench().key("c19");
        Answer again = bench().key("c19", "type", "chacha20-poly1305", "exportable", true);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("data", "type")).isEqualTo("aes256-gcm96");
        assertThat(again.at("data", "exportable")).isEqualTo(false);
        assertThat(again.at("warnings")).isNull();
        assertThat(bench().key("bad", "type", "nosuch").error()).isEqualTo("unknown key type nosuch");
        assertThat(bench().key("bad", "convergent_encryption", true).status()).isEqualTo(400);
        assertThat(bench().key("bad", "auto_rotate_period", "30m").status()).isEqualTo(400);
        assertThat(bench().key("bad", "type", "rsa-2048", "derived", true).status())
                .isEqualTo(500);
    }

    @Test
    default void c20_read_describesTheWholeKey() {
        long before = System.currentTimeMillis() / 1000;
        bench().key("c20");
        Answer got = bench().read("c20");
        assertThat(got.members("data"))
                .containsExactly(
                        "allow_plaintext_backup",
                        "auto_rotate_period",
                        "deletion_allowed",
                        "derived",
                        "exportable",
                        "imported_key",
                        "keys",
                        "latest_version",
                        "min_available_version",
                        "min_decryption_version",
                        "min_encryption_version",
                        "name",
                        "soft_deleted",
                        "supports_decryption",
                        "supports_derivation",
                        "supports_encryption",
                        "supports_signing",
                        "type");
        assertThat((Long) got.at("data", "keys", "1")).isBetween(before - 60, before + 60);
        assertThat(got.at("data", "min_decryption_version")).isEqualTo(1L);
        assertThat(got.at("data", "min_encryption_version")).isEqualTo(0L);
    }

    @Test
    default void c21_rotate_addsVersions() {
        bench().key("c21");
        bench().rotate("c21");
        assertThat(bench().rotate("c21").at("data", "latest_version")).isEqualTo(3L);
        assertThat(bench().read("c21").members("data", "keys")).containsExactly("1", "2", "3");
        assertThat(bench().rotate("nothere").error()).isEqualTo("key not found");
    }

    @Test
    default void c22_minDecryptionVersion_hidesOlderVersions() {
        bench().key("c22");
        String first = bench().made("c22");
        bench().rotate("c22");
        assertThat(bench().config("c22", "min_decryption_version", 2).members("data", "keys"))
                .containsExactly("2");
        assertThat(bench().decrypt("c22", "ciphertext", first).error())
                .isEqualTo("ciphertext or signature version is disallowed by policy (too old)");
        assertThat(bench().encrypt("c22", "plaintext", "", "key_version", 1).error())
                .isEqualTo("no such key version");
        bench().config("c22", "min_decryption_version", 1);
        assertThat(bench().decrypt("c22", "ciphertext", first).status()).isEqualTo(200);
    }

    @Test
    default void c23_config_refusesWhatCannotBe() {
        bench().key("c23");
        bench().rotate("c23");
        bench().rotate("c23");
        assertThat(bench().config("c23", "min_decryption_version", 9).error())
                .isEqualTo("cannot set min decryption version of 9, latest key version is 3");
        assertThat(bench().config("c23", "min_encryption_version", -1).error())
                .isEqualTo("min encryption version cannot be negative");
        bench().config("c23", "min_decryption_version", 2);
        assertThat(bench().config("c23", "min_encryption_version", 1).error())
                .startsWith("cannot set min encryption/decryption values;");
        Answer zero = bench().config("c23", "min_decryption_version", 0);
        assertThat(zero.at("data", "min_decryption_version")).isEqualTo(1L);
        assertThat(zero.text("warnings", 0)).endsWith("forcing minimum to 1");
        assertThat(bench().config("nothere").error()).isEqualTo("no existing key named nothere could be found");
        bench().config("c23", "exportable", true);
        assertThat(bench().config("c23", "exportable", false).at("data", "exportable"))
                .isEqualTo(true);
    }

    @Test
    default void c24_delete_needsPermissionOnTheKey() {
        bench().key("c24");
        String path = bench().mount + "/keys/c24";
        assertThat(bench().api.delete(path).error())
                .isEqualTo("error deleting policy c24: deletion is not allowed for this key");
        assertThat(bench().api.delete(bench().mount + "/keys/nothere").status()).isEqualTo(400);
        bench().config("c24", "deletion_allowed", true);
        assertThat(bench().api.delete(path).status()).isEqualTo(204);
        assertThat(bench().api.get(path).status()).isEqualTo(404);
    }

    @Test
    default void c25_softDeletedKey_refusesUseUntilRestored() {
        bench().key("c25");
        String made = bench().made("c25");
        String path = bench().mount + "/keys/c25/soft-delete";
        assertThat(bench().api.delete(path).at("data", "soft_deleted")).isEqualTo(true);
        assertThat(bench().decrypt("c25", "ciphertext", made).error()).isEqualTo("refusing to use soft-deleted key");
        assertThat(bench().encrypt("c25", "plaintext", "").status()).isEqualTo(400);
        assertThat(bench().rotate("c25").status()).isEqualTo(500);
        assertThat(bench().api.delete(path).at("warnings")).isNotNull();
        assertThat(bench().api.post(path + "-restore").status()).isEqualTo(200);
        assertThat(bench().decrypt("c25", "ciphertext", made).status()).isEqualTo(200);
        assertThat(bench().api
                        .delete(bench().mount + "/keys/nothere/soft-delete")
                        .status())
                .isEqualTo(204);
    }

    @Test
    default void c26_list_isSortedAndEmptyIs404() {
        Answer got = bench().api.list(bench().mount + "/keys");
        assertThat(got.at("data", "keys"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .isSorted()
                .contains("d", "k", "other", "x");
        assertThat(bench().api.get(bench().mount + "/keys?list=true").at("data"))
                .isEqualTo(got.at("data"));
        assertThat(bench().api.list(bench().mount + "/keys?after=d&limit=1").at("data", "keys"))
                .isNotEqualTo(List.of("d"));
        assertThat(bench().api.list(bench().mount + "-empty/keys").body()).isEqualTo("{\"errors\":[]}\n");
    }

    @Test
    default void c27_disableUpsert_refusesUnknownKeysOnly() {
        String setting = bench().mount + "-empty/config/keys";
        assertThat(bench().api.get(setting).at("data", "disable_upsert")).isEqualTo(false);
        assertThat(bench().api.post(setting, "disable_upsert", true).at("data", "disable_upsert"))
                .isEqualTo(true);
        Answer refused = bench().api.post(bench().mount + "-empty/encrypt/absent", "plaintext", b64("a"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).isEqualTo("encryption key not found");
        assertThat(bench().api.post(setting).at("data", "disable_upsert")).isEqualTo(false);
    }
}
