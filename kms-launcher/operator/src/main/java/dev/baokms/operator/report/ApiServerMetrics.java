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
 * What an API server says in its own metrics of the key_ids that Status has named to it: the one it heard last is the one it
 * writes with.
 */
public final class ApiServerMetrics {
    private static final String METRIC = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds";
    private static final Pattern SAMPLE = Pattern.compile(METRIC + "\\{([^}]*)} ([0-9.eE+]{1,40})( .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Path STANDARD_INPUT = Path.of("-");
    /** A longer one of another metric is passed over. Names, labels and hashes of a sample take less than a kilobyte. */
    private static final int MAX_LINE = 8_192;
    /** A cluster has three or five; the page of one names itself alone. */
    private static final int MAX_SERVERS = 1_000;

    /** Of the year 9999. */
    private static final double LAST_SECOND = 253_402_300_799.0;

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
        try (InputStream in = page.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(page)) {
            metrics.read(in);
        } catch (IOException e) {
            throw new ToldException(ReportTexts.metricsCannotBeRead(PathText.printable(page)), e);
        }
        return metrics;
    }

    /**
     * The same of a page that is read from elsewhere.
     *
     * @throws IOException when it ends too soon, or a sample of it cannot be an API server's
     */
    public static ApiServerMetrics of(InputStream page, String providerName) throws IOException {
        var metrics = new ApiServerMetrics(providerName);
        metrics.read(page);
        return metrics;
    }

    /** Hashes of the ids of the API servers whose samples these are. */
    public Set<String> servers() {
        return Set.copyOf(byServer.keySet());
    }

    /**
     * As {@link #judge(Optional)}, and it must have heard it lately: one that no longer asks may go on with an older seed.
     *
     * @param notBefore the oldest time that is lately
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
                // It may be the one that is behind.
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
            // Not a sample then; a page without any is reported.
        }
    }

    /** @param wanted the key_id that the newest version gives */
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
