package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.transit.report.ProblemText;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDescriptionTest {
    private static final String GOOD =
            "{\"allow_plaintext_backup\":false,\"auto_rotate_period\":0,\"deletion_allowed\":false,"
                + "\"derived\":false,\"exportable\":false,\"imported_key\":false,\"keys\":{\"2\":1795232084,\"3\":1795232090},"
                + "\"latest_version\":3,\"min_available_version\":0,\"min_decryption_version\":2,\"min_encryption_version\":0,"
                + "\"name\":\"k\",\"soft_deleted\":false,\"supports_decryption\":true,\"supports_derivation\":true,"
                + "\"supports_encryption\":true,\"supports_signing\":false,\"type\":\"aes256-gcm96\"}";

    private final Bao bao = new Bao(1).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void goodKey_hasNoFindings() {
        KeyMetadata key = Bao.valueOf(read(GOOD));

        assertThat(key.latestVersion()).isEqualTo(3);
        assertThat(key.minDecryptionVersion()).isEqualTo(2);
        assertThat(key.minEncryptionVersion()).isZero();
        assertThat(key.creationSeconds())
                .containsEntry(2, 1_795_232_084L)
                .containsEntry(3, 1_795_232_090L)
                .hasSize(2);
        assertThat(key.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "\"exportable\":false|\"exportable\":true|EXPORTABLE",
                "\"allow_plaintext_backup\":false|\"allow_plaintext_backup\":true|PLAINTEXT_BACKUP",
                "\"deletion_allowed\":false|\"deletion_allowed\":true|DELETION_ALLOWED",
                "\"derived\":false|\"derived\":true|DERIVED",
                "\"derived\":false|\"derived\":false,\"convergent_encryption\":true|CONVERGENT",
                "\"supports_encryption\":true|\"supports_encryption\":false|ENCRYPTION_UNSUPPORTED",
                "\"supports_decryption\":true|\"supports_decryption\":false|DECRYPTION_UNSUPPORTED",
                "\"soft_deleted\":false|\"soft_deleted\":true|SOFT_DELETED",
                "\"auto_rotate_period\":0|\"auto_rotate_period\":3600|AUTO_ROTATE",
                "\"imported_key\":false|\"imported_key\":true|IMPORTED_KEY",
            })
    void oneOddFlag_isOneFinding(String flag, String odd, KeyFinding finding) {
        assertThat(GOOD).contains(flag);

        assertThat(Bao.valueOf(read(GOOD.replace(flag, odd))).findings()).isEqualTo(Set.of(finding));
    }

    @Test
    void olderServer_lacksNewerFlags() {
        String older = GOOD.replace("\"soft_deleted\":false,", "")
                .replace("\"imported_key\":false,", "")
                .replace("\"auto_rotate_period\":0,", "");

        assertThat(Bao.valueOf(read(older)).findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"1\":{\"name\":\"rsa\",\"creation_time\":\"2026-11-21T03:25:39.088644953Z\"}}",
                "{\"1\":1795232084}",
                "null"
            })
    void otherType_isUnsafeWhateverItsVersionsLookLike(String keys) {
        String rsa = GOOD.replace("{\"2\":1795232084,\"3\":1795232090}", keys)
                .replace("aes256-gcm96", "rsa-2048")
                .replace("\"exportable\":false", "\"exportable\":true")
                .replace("\"imported_key\":false", "\"imported_key\":true");

        assertThat(Bao.failureOf(read(rsa)))
                .isEqualTo(new UnsafeKey(Set.of(KeyFinding.UNSUPPORTED_TYPE, KeyFinding.EXPORTABLE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"aes256-gcm96\"",
                "\"latest_version\":3,",
                "\"min_decryption_version\":2,",
                "\"min_encryption_version\":0,",
                "\"exportable\":false,",
                "\"derived\":false,",
                "\"deletion_allowed\":false,",
                "\"allow_plaintext_backup\":false,",
                "\"supports_encryption\":true,",
                "\"supports_decryption\":true,",
                "\"keys\":{\"2\":1795232084,\"3\":1795232090},",
            })
    void missingField_isNotOpenBao(String field) {
        assertThat(GOOD).contains(field);

        assertThat(Bao.failureOf(read(GOOD.replace(field, field.endsWith(",") ? "" : "\"x\":0"))))
                .isEqualTo(new Unreachable(ProblemText.NO_ANSWER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "\"latest_version\":3|\"latest_version\":4",
                "\"latest_version\":3|\"latest_version\":3.5",
                "\"latest_version\":3|\"latest_version\":1e300",
                "\"latest_version\":3|\"latest_version\":\"3\"",
                "\"min_encryption_version\":0|\"min_encryption_version\":-1",
                "\"min_encryption_version\":0|\"min_encryption_version\":4",
                "\"min_decryption_version\":2|\"min_decryption_version\":4",
                "\"2\":1795232084|\"1\":1795232084",
                "\"3\":1795232090|\"3\":0",
                "\"3\":1795232090|\"3\":\"1795232090\"",
                "\"2\":1795232084|\"two\":1795232084",
                "\"2\":1795232084|\"02\":1795232084",
                "\"2\":1795232084|\"99999999999\":1795232084",
                "\"derived\":false|\"derived\":\"no\"",
                "\"derived\":false|\"derived\":false,\"derived\":true",
            })
    void contradictoryField_isNotOpenBao(String field, String other) {
        assertThat(GOOD).contains(field);

        assertThat(Bao.failureOf(read(GOOD.replace(field, other)))).isEqualTo(new Unreachable(ProblemText.NO_ANSWER));
    }

    @Test
    void latestVersionFarAboveTheOthers_isNotOpenBao() {
        String jumped = GOOD.replace("\"3\":1795232090", "\"999999999\":1795232090")
                .replace("\"latest_version\":3", "\"latest_version\":999999999");

        assertThat(Bao.failureOf(read(jumped))).isEqualTo(new Unreachable(ProblemText.NO_ANSWER));
    }

    @ParameterizedTest
    @CsvSource({"5000,true", "5001,false", "12000,false"})
    void versionsThatNoKeyCanHave_areNotOpenBao(int count, boolean read) {
        String keys = IntStream.rangeClosed(1, count)
                .mapToObj(version -> "\"" + version + "\":1795232084")
                .collect(Collectors.joining(",", "{", "}"));
        String many = GOOD.replace("{\"2\":1795232084,\"3\":1795232090}", keys)
                .replace("\"latest_version\":3", "\"latest_version\":" + count)
                .replace("\"min_decryption_version\":2", "\"min_decryption_version\":1");

        assertThat(read(many) instanceof Outcome.Ok).isEqualTo(read);
    }

    private Outcome<KeyMetadata> read(String data) {
        bao.on(Bao.KEY, 200, Bao.data(data));
        return bao.transit().readKey(Bao.call());
    }
}
