package dev.baokms.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.HealthView;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.StateStore;
import dev.baokms.grpc.CallObserver.FinishedCall;
import dev.baokms.grpc.CallObserver.Method;
import dev.baokms.host.ForeignLocales;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.transit.report.BackendEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** In locales whose numbers are written in other digits, and one whose letters differ: what machines read is the same bytes. */
@ResourceLock(Resources.SYSTEM_ERR)
class LocalesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PrintStream usualErr = System.err;

    @AfterEach
    void restore() {
        System.setErr(usualErr);
        JsonLogs.install("info");
    }

    @ForeignLocales.Each
    void metricsPagesTextsAndLogLines_areTheSame(String tag) throws Exception {
        assertThat(ForeignLocales.sameAsInRoot(tag, LocalesTest::everythingThatLeaves))
                .isNotEmpty();
    }

    private static List<String> everythingThatLeaves() {
        var written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, UTF_8));
        JsonLogs.install("debug");
        var metrics = new Metrics(new BuildInfo("1.2.3", "abc", "unknown", "false"));
        var observer = new Observer(metrics, () -> START, true);
        HealthReport report = new HealthReport(provider(observer), () -> false);
        report.registerGauges(metrics);
        observer.registerGauges(12);
        busyDay(observer);
        // SLF4J, which a test library brings along, complains once in words of its own.
        String log = written.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> line.replaceFirst("\"ts\":\"[^\"]*\"", "\"ts\":\"\""))
                .collect(Collectors.joining("\n"));
        return Stream.of(
                        metrics.scrape(),
                        report.keyIdHashLine(),
                        Json.of(report.page().body()),
                        log,
                        Failures.ofEveryKind().stream().map(FailureText::of).collect(Collectors.joining("\n")),
                        ListenAddress.parse("[::1]:8081").orElseThrow().toString())
                .flatMap(String::lines)
                .toList();
    }

    private static Supplier<HealthView> provider(Observer observer) {
        var provider = new KmsProvider(
                new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage"),
                ProviderSettings.defaults("1.2.3"),
                KeyringState.EMPTY,
                new Ports(
                        new InMemoryTransit(START.minus(Duration.ofHours(1))),
                        StateStore.NONE,
                        observer::onEvent,
                        () -> START,
                        byte[]::new));
        provider.probe(() -> () -> Duration.ofSeconds(10));
        return provider::view;
    }

    private static void busyDay(Observer observer) {
        for (Method method : Method.values()) {
            observer.onStarted(method);
            observer.onFinished(
                    new FinishedCall(method, "OK", "ok", Duration.ofNanos(1_234_567), "uid", "obk2." + "A".repeat(43)));
            observer.onBug(method, "IllegalStateException", List.of());
        }
        for (BackendEvent.Cause cause : BackendEvent.Cause.values()) {
            observer.onBackendEvent(new BackendEvent.RequestEnded(
                    "transit_decrypt",
                    cause,
                    "ok",
                    Duration.ofMillis(12),
                    Optional.of("id"),
                    Optional.of(new RequestUid("uid"))));
        }
        for (BackendEvent.How how : BackendEvent.How.values()) {
            observer.onBackendEvent(
                    new BackendEvent.TokenChanged(how, Optional.empty(), Optional.of(START.plusSeconds(3600)), 0));
            observer.onBackendEvent(
                    new BackendEvent.TokenChanged(how, Optional.of(new Failure.Sealed()), Optional.empty(), 0));
        }
        observer.onBackendEvent(new BackendEvent.AddressChanged(11, Optional.empty()));
    }
}
