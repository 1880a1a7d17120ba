package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.build.BuildInfo;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void helpOfAMetric_isItsMeaning() {
        var metrics = new Metrics(BuildInfo.load());
        metrics.count("openbao_kms_peer_refused");

        assertThat(metrics.scrape()).contains("# HELP openbao_kms_peer_refused_total connections closed because ");
    }

    @Test
    void histogram_hasSixteenBucketsFromATenthOfAMillisecondDoubling() {
        var metrics = new Metrics(BuildInfo.load());
        metrics.time("openbao_kms_openbao_duration", Duration.ofMillis(1), "operation", "transit_encrypt");

        List<Double> bounds = Pattern.compile("le=\"([0-9.E-]+)\"")
                .matcher(metrics.scrape())
                .results()
                .map(bound -> Double.valueOf(bound.group(1)))
                .toList();

        assertThat(bounds).hasSize(16);
        for (int i = 0; i < bounds.size(); i++) {
            assertThat(bounds.get(i)).isEqualTo((100_000L << i) / 1e9);
        }
    }
}
