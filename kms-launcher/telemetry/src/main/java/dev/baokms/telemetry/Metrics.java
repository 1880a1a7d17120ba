package dev.baokms.telemetry;

import dev.baokms.host.build.BuildInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The meters under their published names. Label values are methods, codes, reasons and hashes. A meter is resolved once
 * for each combination of labels; after that, a count or a time costs one lookup in a map.
 */
public final class Metrics {
    private static final int BUCKETS = 16;
    private static final Duration FIRST_BUCKET = Duration.ofNanos(100_000);

    /** A name, and its label names and values in turn. */
    private record Key(String name, List<String> labels) {
        static Key of(String name, String... labels) {
            return new Key(name, List.of(labels));
        }

        @Override
        public int hashCode() {
            // Written by hand: the generated method of a record uses method handles that the first JIT compiler does
            // not inline.
            return name.hashCode() * 31 + labels.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && name.equals(key.name) && labels.equals(key.labels);
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Key, AtomicLong> levels = new ConcurrentHashMap<>();
    private final String buildInfo;

    public Metrics(BuildInfo build) {
        // Written by hand: the client library reserves names that end in _info.
        this.buildInfo = """
            # HELP openbao_kms_build_info Build of this daemon
            # TYPE openbao_kms_build_info gauge
            openbao_kms_build_info{commit="%s",version="%s"} 1
            """.formatted(build.commit(), build.version());
    }

    /** Adds one. {@code labels} are names and values in turn. */
    public void count(String name, String... labels) {
        Key key = Key.of(name, labels);
        Counter known = counters.get(key);
        (known != null ? known : counters.computeIfAbsent(key, this::counter)).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder(key.name)
                .description(PublishedMetric.meaningOf(key.name))
                .tags(tags(key))
                .register(registry);
    }

    void time(String name, Duration took, String... labels) {
        Key key = Key.of(name, labels);
        Timer known = timers.get(key);
        (known != null ? known : timers.computeIfAbsent(key, this::timer)).record(took.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder(key.name)
                .description(PublishedMetric.meaningOf(key.name))
                .tags(tags(key))
                .serviceLevelObjectives(buckets())
                .register(registry);
    }

    /** Changes a level that can rise and fall. */
    void add(String name, long change, String... labels) {
        Key key = Key.of(name, labels);
        AtomicLong known = levels.get(key);
        (known != null ? known : levels.computeIfAbsent(key, this::level)).addAndGet(change);
    }

    private AtomicLong level(Key key) {
        var level = new AtomicLong();
        Gauge.builder(key.name, level, AtomicLong::get)
                .description(PublishedMetric.meaningOf(key.name))
                .tags(tags(key))
                .register(registry);
        return level;
    }

    /** Registers a value that is read at each scrape. */
    public void gauge(String name, Supplier<Number> value, String... labels) {
        Gauge.builder(name, value)
                .description(PublishedMetric.meaningOf(name))
                .tags(Tags.of(labels))
                .strongReference(true)
                .register(registry);
    }

    /** Registers a count that is kept elsewhere and only grows; it is read at each scrape. */
    public void counter(String name, LongSupplier count) {
        FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                .description(PublishedMetric.meaningOf(name))
                .register(registry);
    }

    /** Returns all metrics in the Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape() + buildInfo;
    }

    private static Tags tags(Key key) {
        return Tags.of(key.labels.toArray(String[]::new));
    }

    private static Duration[] buckets() {
        var buckets = new Duration[BUCKETS];
        Arrays.setAll(buckets, i -> FIRST_BUCKET.multipliedBy(1L << i));
        return buckets;
    }
}
