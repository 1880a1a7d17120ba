package dev.baokms.operator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerMetricsTest {
    private static final KeyScope SCOPE =
            new KeyScope("kms", "cluster", "instance", Optional.empty(), "mount", "lineage");
    private static final KeyId OLD = KeyId.derive(SCOPE, new KeyVersion(1, 1_700_000_000));
    private static final KeyId NEW = KeyId.derive(SCOPE, new KeyVersion(2, 1_700_000_001));

    @TempDir
    private Path folder;

    private static String heard(String server, KeyId id, String provider, String second) {
        return "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash=\"" + server
                + "\",key_id_hash=\"" + id.apiServerHash() + "\",provider_name=\"" + provider + "\"} " + second + "\n";
    }

    private Diagnosis judged(String page) throws IOException {
        Path file = folder.resolve("metrics");
        Files.write(file, page.getBytes(UTF_8));
        return ApiServerMetrics.of(file, "kms").judge(Optional.of(NEW));
    }

    @Test
    void newestHeard_isWhatItWritesWith() throws IOException {
        String page = "# HELP a line of another metric\nup 1\n" + heard("sha256:a", OLD, "kms", "1.7e+09")
                + heard("sha256:a", NEW, "kms", "1.700000061e+09")
                // Another provider of the same API server is of no matter.
                + heard("sha256:a", OLD, "other", "1.8e+09");

        assertThat(judged(page))
                .isEqualTo(Diagnosis.pass("every API server last heard key_id_hash " + NEW.apiServerHash()));
    }

    @Test
    void serverThatNoLongerAsks_fails() throws IOException {
        var page = new ByteArrayInputStream(
                heard("sha256:a", NEW, "kms", "1.700000061e+09").getBytes(UTF_8));
        ApiServerMetrics metrics = ApiServerMetrics.of(page, "kms");

        assertThat(metrics.servers()).containsExactly("sha256:a");
        assertThat(metrics.judge(Optional.of(NEW), Instant.ofEpochSecond(1_700_000_061))
                        .status())
                .isEqualTo(Status.PASS);
        assertThat(metrics.judge(Optional.of(NEW), Instant.ofEpochSecond(1_700_000_062))
                        .message())
                .contains("has not asked its daemon since 2023-11-14T22:14:21Z");
    }

    @Test
    void oneServerThatIsBehind_fails() throws IOException {
        Diagnosis diagnosis = judged(
                heard("sha256:a", NEW, "kms", "1.700000061e+09") + heard("sha256:b", OLD, "kms", "1.700000062e+09"));

        assertThat(diagnosis.status()).isEqualTo(Status.FAIL);
        assertThat(diagnosis.message())
                .contains(OLD.apiServerHash(), "2023-11-14T22:14:22Z", "fetch its metrics again");
    }

    @Test
    void pageWithoutTheProvider_fails() throws IOException {
        for (String page : new String[] {
            "", "\u0000\u00ff{{{\n", heard("sha256:a", NEW, "other", "1.7e+09"), heard("sha256:a", NEW, "kms", "e..e")
        }) {
            Diagnosis diagnosis = judged(page);
            assertThat(diagnosis.status()).isEqualTo(Status.FAIL);
            assertThat(diagnosis.message()).contains("of provider kms").contains("EncryptionConfiguration");
        }
    }

    @Test
    void linesWithoutEnd_areNotKept() throws IOException {
        String longLine = "another_metric{label=\"" + "x".repeat(100_000) + "\"} 1\n";
        String sample = heard("sha256:a", NEW, "kms", "1.7e+09").strip();

        assertThat(judged(longLine + sample + "\r\n" + longLine).status()).isEqualTo(Status.PASS);
        assertThat(judged(longLine + sample).status()).isEqualTo(Status.PASS);
    }

    @Test
    void whatMightHideAServer_isRefused() {
        String longSample = heard("x".repeat(8_192), OLD, "kms", "1.7e+09");
        String many = IntStream.range(0, 1_001)
                .mapToObj(i -> heard("sha256:" + i, NEW, "kms", "1.7e+09"))
                .collect(Collectors.joining());

        for (String page : new String[] {longSample, many, heard("sha256:a", NEW, "kms", "1.7e109")}) {
            assertThatThrownBy(() -> judged(page))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read");
        }
    }

    @Test
    void missingFile_isNamedWithTheCure() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ApiServerMetrics.of(missing, "kms"))
                .isInstanceOf(IOException.class)
                .hasMessage(missing + " cannot be read; write it with kubectl get --raw /metrics > FILE");
    }
}
