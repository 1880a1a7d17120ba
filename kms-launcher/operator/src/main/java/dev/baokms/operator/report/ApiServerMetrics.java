package dev.baokms.operator.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.host.PathText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an API server says in its own metrics of the key_ids that Status has named to it: the one it heard last is the one it
 * writes with.
 */
public final class ApiServerMetrics {
    private static final String METRIC = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds";
    private static final Pattern SAMPLE = Pattern.compile(METRIC + "\\{([^}]*)} ([0-9.eE+]{1,40})( .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Path STANDARD_INPUT = Path.of("-");
    /** An API server's page has some 100,000 lines. */
    private static final int MAX_LINES = 5_000_000;

    /** The last key_id that one API server heard. */
    private record Heard(String hash, double second) {}

    private final Map<String, Heard> byServer = new TreeMap<>();
    private final String providerName;

    private ApiServerMetrics(String providerName) {
        this.providerName = providerName;
    }

    /**
     * @param page what {@code kubectl get --raw /metrics} printed, {@code -} for standard input
     * @param providerName whose key_ids
     * @throws IOException in words for an operator
     */
    public static ApiServerMetrics of(Path page, String providerName) throws IOException {
        var metrics = new ApiServerMetrics(providerName);
        try (InputStream in = page.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(page);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, ISO_8859_1))) {
            lines.lines().limit(MAX_LINES).forEach(metrics::take);
        } catch (IOException e) {
            throw new IOException(
                    PathText.printable(page) + " cannot be read; write it with kubectl get --raw /metrics > FILE", e);
        }
        return metrics;
    }

    private void take(String line) {
        Matcher sample = line.startsWith(METRIC) ? SAMPLE.matcher(line) : null;
        if (sample == null || !sample.matches()) {
            return;
        }
        var labels = new TreeMap<String, String>();
        LABEL.matcher(sample.group(1)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        String hash = labels.get("key_id_hash");
        if (!providerName.equals(labels.get("provider_name")) || hash == null) {
            return;
        }
        try {
            var heard = new Heard(hash, Double.parseDouble(sample.group(2)));
            byServer.merge(
                    labels.getOrDefault("apiserver_id_hash", ""),
                    heard,
                    (one, other) -> one.second >= other.second ? one : other);
        } catch (NumberFormatException noNumber) {
            // Not a sample then; a page without any is told of.
        }
    }

    /** @param wanted the key_id that the newest version gives */
    public Diagnosis judge(Optional<KeyId> wanted) {
        if (byServer.isEmpty()) {
            return Diagnosis.fail("no " + METRIC + " of provider " + providerName
                    + "; is this an API server's page, and does its EncryptionConfiguration name the provider so?");
        }
        String expected = wanted.map(KeyId::apiServerHash).orElse("");
        Optional<Heard> behind = byServer.values().stream()
                .filter(heard -> !heard.hash.equals(expected))
                .findFirst();
        return behind.isPresent()
                ? Diagnosis.fail("an API server last heard key_id_hash " + behind.get().hash + ", at "
                        + Instant.ofEpochSecond((long) behind.get().second)
                        + "; it asks once a minute, so fetch its metrics again then")
                : Diagnosis.pass("heard it last, " + expected);
    }
}
