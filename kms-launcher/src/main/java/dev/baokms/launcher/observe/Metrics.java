package dev.baokms.launcher.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The meters under their published names. Label values are methods, codes, reasons and hashes. */
public final class Metrics {
    private static final int BUCKETS = 16;
    private static final Duration FIRST_BUCKET = Duration.ofNanos(100_000);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, AtomicLong> levels = new ConcurrentHashMap<>();
    private final String buildInfo;

    public Metrics(BuildInfo build) {
        // Written by hand: the client library keeps names ending in _info to itself.
        this.buildInfo = """
            # HELP openbao_kms_build_info Build of this daemon
            # TYPE openbao_kms_build_info gauge
            openbao_kms_build_info{commit="%s",version="%s"} 1
            """.formatted(build.commit(), build.version());
    }

    /** Adds one. {@code labels} are names and values in turn. */
    public void count(String name, String... labels) {
        Counter.builder(name)
                .description(PublishedMetric.meaningOf(name))
                .tags(Tags.of(labels))
                .register(registry)
                .increment();
    }

    void time(String name, Duration took, String... labels) {
        Timer.builder(name)
                .description(PublishedMetric.meaningOf(name))
                .tags(Tags.of(labels))
                .serviceLevelObjectives(buckets())
                .register(registry)
                .record(took);
    }

    /** A level that goes up and down. */
    void add(String name, long change, String... labels) {
        levels.computeIfAbsent(name + Arrays.toString(labels), key -> {
                    var level = new AtomicLong();
                    Gauge.builder(name, level, AtomicLong::get)
                            .description(PublishedMetric.meaningOf(name))
                            .tags(Tags.of(labels))
                            .register(registry);
                    return level;
                })
                .addAndGet(change);
    }

    /** A value that is read when somebody asks for it. */
    public void gauge(String name, Supplier<Number> value, String... labels) {
        Gauge.builder(name, value)
                .description(PublishedMetric.meaningOf(name))
                .tags(Tags.of(labels))
                .strongReference(true)
                .register(registry);
    }

    /** The Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape() + buildInfo;
    }

    private static Duration[] buckets() {
        var buckets = new Duration[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = FIRST_BUCKET.multipliedBy(1L << i);
        }
        return buckets;
    }
}
