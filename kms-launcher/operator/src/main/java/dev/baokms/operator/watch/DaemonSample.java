package dev.baokms.operator.watch;

import dev.baokms.operator.report.MetricValues;
import dev.baokms.operator.report.MetricsPage;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a daemon reported about itself at one moment.
 *
 * @param at when it was asked
 * @param well whether its health page says that an API server is served
 * @param health the members of that page; empty when no daemon answered
 * @param problem why none answered, with the cure
 * @param metrics its metrics; none when they cannot be read
 */
public record DaemonSample(
        Instant at, boolean well, Map<String, Object> health, Optional<String> problem, MetricValues metrics) {
    /**
     * Reads both pages.
     *
     * @param health empty when the page is turned off
     * @param metrics empty when the page is turned off
     */
    public static DaemonSample of(
            Optional<ListenAddress> health, Optional<ListenAddress> metrics, InstantSource clock) {
        Instant at = clock.instant();
        try {
            ReadyPage page = ReadyPage.of(health);
            return new DaemonSample(at, page.well(), page.fields(), Optional.empty(), MetricsPage.read(metrics));
        } catch (IOException e) {
            // The message is this program's own: ReadyPage writes it for a person.
            return new DaemonSample(
                    at, false, Map.of(), Optional.of(String.valueOf(e.getMessage())), MetricValues.NONE);
        }
    }

    boolean answered() {
        return problem.isEmpty();
    }

    String text(String member) {
        return String.valueOf(health.getOrDefault(member, ""));
    }
}
