package dev.baokms.core;

import static dev.baokms.core.outcome.Outcomes.failure;
import static dev.baokms.core.outcome.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.health.Health.Verdict;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Denied;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Failure.Sealed;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.KeyFinding;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.rotation.RotationRules;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void beforeTheFirstProbe_nothingIsReady() {
        var bench = new Bench();
        Failure notReady = new NotReady(NotReady.Why.METADATA_UNVERIFIED);

        assertThat(failure(bench.provider.status())).isEqualTo(notReady);
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(notReady);
        assertThat(bench.provider.verdict()).isEqualTo(new Verdict.Failing(notReady));
        assertThat(bench.transit.calls()).isZero();
    }

    @Test
    void failedFirstProbe_isTheReason() {
        var bench = new Bench();
        bench.transit.failAll(new Sealed());
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new Sealed());
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(new Sealed());
        assertThat(bench.provider.verdict()).isEqualTo(new Verdict.Failing(new Sealed()));
    }

    @Test
    void unreadUpsertSwitch_isNotReadyThoughTheKeyIsKnown() {
        var bench = new Bench();
        bench.transit.fail(Operation.UPSERT_ALLOWED, new Unreachable());
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new Unreachable());
    }

    @Test
    void goodProbe_isOkWithTheActiveKey() {
        var bench = Bench.ready();

        Kms.StatusReport report = value(bench.provider.status());

        assertThat(report.healthz()).isEqualTo("ok");
        assertThat(report.keyId())
                .isEqualTo(KeyId.derive(
                        Bench.SCOPE,
                        new KeyVersion(1, Bench.START.minusSeconds(3600).getEpochSecond())));
    }

    @Test
    void status_asksNobody() {
        var bench = Bench.ready();
        int calls = bench.transit.calls();
        for (int i = 0; i < 1000; i++) {
            value(bench.provider.status());
        }

        assertThat(bench.transit.calls()).isEqualTo(calls);
    }

    @Test
    void outage_coastsThenFailsThenRecoversWithOneProbe() {
        var bench = Bench.ready();
        bench.transit.failAll(new Unreachable());
        bench.pass(Duration.ofSeconds(30));
        bench.probe();
        assertThat(value(bench.provider.status()).healthz()).isEqualTo("ok");

        bench.pass(Duration.ofSeconds(16));
        assertThat(value(bench.provider.status()).healthz()).isEqualTo(new Unreachable().text());

        bench.pass(Duration.ofSeconds(75));
        assertThat(failure(bench.provider.status())).isEqualTo(new Unreachable());

        bench.transit.heal();
        bench.probe();
        assertThat(value(bench.provider.status()).healthz()).isEqualTo("ok");
    }

    @Test
    void failPolicy_failsAfterTheGrace() {
        var failing = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), false);
        var settings = new ProviderSettings(
                "1", true, RotationRules.DEFAULT, failing, Duration.ofSeconds(30), Duration.ofMinutes(5));
        var bench = new Bench(settings, UnaryOperator.identity());
        bench.probe();
        bench.transit.failAll(new Unreachable());
        bench.probe();
        bench.pass(Duration.ofSeconds(16));

        assertThat(failure(bench.provider.status())).isEqualTo(new Unreachable());
    }

    @Test
    void deadProber_isStaleNotGreen() {
        var bench = Bench.ready();
        bench.pass(Duration.ofSeconds(121));

        assertThat(failure(bench.provider.status())).isEqualTo(new NotReady(NotReady.Why.STATUS_STALE));
    }

    @Test
    void liveTraffic_keepsTheEvidenceFresh() {
        var bench = Bench.ready();
        bench.pass(Duration.ofSeconds(100));
        value(bench.encrypt(new byte[32]));
        bench.pass(Duration.ofSeconds(100));

        assertThat(value(bench.provider.status()).healthz()).isEqualTo("ok");
    }

    @Test
    void fatalFailure_failsStatusAndEncryptAtOnce() {
        var bench = Bench.ready();
        bench.transit.fail(Operation.ENCRYPT, new Denied());
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new Denied());
        int calls = bench.transit.calls();
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(new Denied());
        assertThat(bench.transit.calls()).isEqualTo(calls);
    }

    @Test
    void recreatedKeySeenByADecrypt_failsStatusAtOnce() {
        var bench = Bench.ready();
        var foreign = bench.storedElsewhere(1, Bench.START, new byte[32]);
        bench.transit.recreate(Bench.START);
        Failure recreated = new UnsafeKey(KeyFinding.KEY_RECREATED);

        failure(bench.decrypt(foreign));

        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(recreated);
        assertThat(failure(bench.provider.status())).isEqualTo(recreated);
        assertThat(bench.provider.verdict()).isEqualTo(new Verdict.Failing(recreated));
    }

    @Test
    void changes_areToldOnce() {
        var bench = Bench.ready();
        bench.probe();
        bench.transit.fail(Operation.ENCRYPT, new Denied());
        bench.probe();
        bench.probe();
        bench.transit.heal();
        bench.probe();

        assertThat(bench.events.stream()
                        .filter(event -> event instanceof Event.HealthChanged)
                        .dropWhile(
                                event -> !((Event.HealthChanged) event).state().equals("ok")))
                .containsExactly(
                        new Event.HealthChanged("ok", Optional.empty()),
                        new Event.HealthChanged("error", Optional.of(new Denied())),
                        new Event.HealthChanged("ok", Optional.empty()));
    }
}
