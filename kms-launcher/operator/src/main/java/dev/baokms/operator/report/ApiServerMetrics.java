package dev.baokms.operator.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads, from an API server's own metrics, which key_ids it has received from Status. It writes with the key_id that it
 * received last.
 */
public final class ApiServerMetrics {
    private static final String METRIC = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds";
    private static final Pattern SAMPLE = Pattern.compile(METRIC + "\\{([^}]*)} ([0-9.eE+]{1,40})( .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Path STANDARD_INPUT = Path.of("-");
    /**
     * The longest line that is read. A longer line of another metric is skipped; names, labels and hashes of a sample
     * take less than a kilobyte.
     */
    private static final int MAX_LINE = 8_192;
    /** The most servers accepted. A cluster has three or five, and the page of one server names only itself. */
    private static final int MAX_SERVERS = 1_000;

    /** The last second of the year 9999. */
    private static final double LAST_SECOND = 253_402_300_799.0;

    /** The last key_id that one API server received. */
    private record Heard(String hash, double second) {}

    private final Map<String, Heard> byServer = new TreeMap<>();
    private final String providerName;

    private ApiServerMetrics(String providerName) {
        this.providerName = providerName;
    }

    /**
     * Reads a page of metrics from a file.
     *
     * @param page output of {@code kubectl get --raw /metrics}, {@code -} for standard input
     * @param providerName the provider that the key_ids belong to
     * @throws IOException in words for an operator
     */
    public static ApiServerMetrics of(Path page, String providerName) throws IOException {
        var metrics = new ApiServerMetrics(providerName);
        try (InputStream in = page.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(page)) {
            metrics.read(in);
        } catch (IOException e) {
            throw new ToldException(ReportTexts.metricsCannotBeRead(PathText.printable(page)), e);
        }
        return metrics;
    }

    /**
     * Reads a page of metrics from a stream.
     *
     * @throws IOException when the page ends too soon, or a sample cannot come from an API server
     */
    public static ApiServerMetrics of(InputStream page, String providerName) throws IOException {
        var metrics = new ApiServerMetrics(providerName);
        metrics.read(page);
        return metrics;
    }

    /** Returns hashes of the ids of the API servers that the samples belong to. */
    public Set<String> servers() {
        return Set.copyOf(byServer.keySet());
    }

    /**
     * Judges as {@link #judge(Optional)} does, and also requires that each API server received the key_id recently. A
     * server that no longer asks may continue with an older seed.
     *
     * @param notBefore the oldest time that counts as recent
     */
    public Diagnosis judge(Optional<KeyId> wanted, Instant notBefore) {
        Optional<Heard> silent = byServer.values().stream()
                .filter(heard -> heard.second < notBefore.getEpochSecond())
                .findFirst();
        Diagnosis named = judge(wanted);
        return named.status() == Diagnosis.Status.PASS && silent.isPresent()
                ? Diagnosis.fail(ReportTexts.serverIsSilent(Instant.ofEpochSecond((long) silent.get().second)))
                : named;
    }

    private void read(InputStream in) throws IOException {
        var lines = new BoundedLines(new BufferedReader(new InputStreamReader(in, ISO_8859_1)), MAX_LINE);
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.length() < MAX_LINE) {
                take(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            } else if (line.startsWith(METRIC)) {
                // This sample may belong to the server that is behind.
                throw new ToldException(ReportTexts.sampleTooLong(MAX_LINE));
            }
        }
    }

    private void take(String line) throws IOException {
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
            if (heard.second > LAST_SECOND) {
                throw new ToldException(ReportTexts.TIME_TOO_LATE);
            }
            String server = labels.getOrDefault("apiserver_id_hash", "");
            if (byServer.size() >= MAX_SERVERS && !byServer.containsKey(server)) {
                throw new ToldException(ReportTexts.tooManyServers(MAX_SERVERS));
            }
            byServer.merge(server, heard, (one, other) -> one.second >= other.second ? one : other);
        } catch (NumberFormatException noNumber) {
            // Not a sample, then. A page without any sample is reported.
        }
    }

    /**
     * Judges whether every API server has received the newest key_id.
     *
     * @param wanted the key_id of the newest version
     */
    public Diagnosis judge(Optional<KeyId> wanted) {
        if (byServer.isEmpty()) {
            return Diagnosis.fail(ReportTexts.noSample(METRIC, providerName));
        }
        String expected = wanted.map(KeyId::apiServerHash).orElse("");
        Optional<Heard> behind = byServer.values().stream()
                .filter(heard -> !heard.hash.equals(expected))
                .findFirst();
        return behind.isPresent()
                ? Diagnosis.fail(ReportTexts.serverIsBehind(
                        behind.get().hash, Instant.ofEpochSecond((long) behind.get().second)))
                : Diagnosis.pass(ReportTexts.serversAgree(expected));
    }
}
