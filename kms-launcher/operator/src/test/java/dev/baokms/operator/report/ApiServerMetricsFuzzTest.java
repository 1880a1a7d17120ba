package dev.baokms.operator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.core.stored.Mutator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of metrics that were broken at will; see {@link Mutator}. */
class ApiServerMetricsFuzzTest {
    private static final String METRIC = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds";
    private static final KeyId WANTED = KeyId.derive(
            new KeyScope("kms", "cluster", "instance", Optional.empty(), "mount", "lineage"),
            new KeyVersion(2, 1_700_000_001));

    @TempDir
    private Path folder;

    private static String sample(String hash) {
        return METRIC + "{apiserver_id_hash=\"sha256:a\",key_id_hash=\"" + hash + "\",provider_name=\"kms\"} 1.7e+09\n";
    }

    @Test
    void brokenPage_isReadOrRefusedAndNeverPassesWithoutTheHash() {
        String hash = WANTED.apiServerHash();
        List<byte[]> pages = texts(
                        sample(hash),
                        "# HELP a\nup 1\n" + sample("sha256:other") + sample(hash),
                        // Found: a time that no calendar has.
                        sample("sha256:other").replace("e+09", "e109"))
                .toList();
        List<byte[]> words = texts("\n", "\r\n", "{", "}", "\"", "NaN", "e+", "1e999", METRIC, "key_id_hash=", " 1")
                .toList();
        Mutator.run(pages, words, input -> {
            Path page = Files.write(folder.resolve("metrics"), input);
            try {
                Status status = ApiServerMetrics.of(page, "kms")
                        .judge(Optional.of(WANTED))
                        .status();

                assertThat(status == Status.FAIL || new String(input, UTF_8).contains(hash))
                        .isTrue();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("cannot be read");
            }
        });
    }

    private static Stream<byte[]> texts(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8));
    }
}
