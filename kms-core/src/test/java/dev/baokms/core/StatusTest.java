package dev.baokms.core;

import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void beforeTheFirstProbe_nothingIsReady() {
        var bench = new Bench();
        Failure notReady = new NotReady(NotReady.Why.METADATA_UNVERIFIED);

        assertThat(failure(bench.provider.status())).isEqualTo(notReady);
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(notReady);
        assertThat(bench.provider.view().verdict()).isEqualTo(new Verdict.Failing(notReady));
        assertThat(bench.transit.calls()).isZero();
    }

    @Test
    void failedFirstProbe_isTheReason() {
        var bench = new Bench();
        bench.transit.failAll(new Sealed());
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new Sealed());
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(new Sealed());
        assertThat(bench.provider.view().verdict()).isEqualTo(new Verdict.Failing(new Sealed()));
    }

    @Test
    void unreadUpsertSwitch_isNotReadyThoughTheKeyIsKnown() {
        var bench = new Bench();
        bench.transit.fail(Operation.UPSERT_ALLOWED, UNREACHABLE);
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(UNREACHABLE);
    }

    @Test
    void goodProbe_isOkWithTheActiveKey() {
        var bench = Bench.ready();

        Kms.StatusReport report = value(bench.provider.status());

        assertThat(report.trouble()).isEmpty();
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
        bench.transit.failAll(UNREACHABLE);
        bench.pass(Duration.ofSeconds(30));
        bench.probe();
        assertThat(value(bench.provider.status()).trouble()).isEmpty();

        bench.pass(Duration.ofSeconds(16));
        assertThat(value(bench.provider.status()).trouble()).contains(UNREACHABLE);

        bench.pass(Duration.ofSeconds(75));
        assertThat(failure(bench.provider.status())).isEqualTo(UNREACHABLE);

        bench.transit.heal();
        bench.probe();
        assertThat(value(bench.provider.status()).trouble()).isEmpty();
    }

    @Test
    void failPolicy_failsAfterTheGrace() {
        var failing = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), false);
        var settings = new ProviderSettings(
                "1", true, RotationRules.DEFAULT, failing, Duration.ofSeconds(30), Duration.ofMinutes(5));
        var bench = new Bench(settings, UnaryOperator.identity());
        bench.probe();
        bench.transit.failAll(UNREACHABLE);
        bench.probe();
        bench.pass(Duration.ofSeconds(16));

        assertThat(failure(bench.provider.status())).isEqualTo(UNREACHABLE);
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

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
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
        var elsewhere = bench.storedElsewhere(1, Bench.START, new byte[32]);
        bench.transit.recreate(Bench.START);
        Failure recreated = new UnsafeKey(KeyFinding.KEY_RECREATED);

        failure(bench.decrypt(elsewhere));

        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(recreated);
        assertThat(failure(bench.provider.status())).isEqualTo(recreated);
        assertThat(bench.provider.view().verdict()).isEqualTo(new Verdict.Failing(recreated));
    }

    @Test
    void alarmSeenByADecryptBeforeTheFirstAcceptedRead_isWhatStatusSays() {
        var bench = new Bench();
        Failure exportable = new UnsafeKey(KeyFinding.EXPORTABLE);
        bench.transit.findings(Set.of(KeyFinding.EXPORTABLE));

        failure(bench.decrypt(bench.elsewhere(1, Bench.START)));

        assertThat(bench.snapshot().keyring().verified()).isFalse();
        assertThat(failure(bench.provider.status())).isEqualTo(exportable);
        assertThat(bench.provider.view().verdict()).isEqualTo(new Verdict.Failing(exportable));
        assertThat(failure(bench.encrypt(new byte[32]))).isEqualTo(exportable);
    }

    @Test
    void view_isOfOneInstant() {
        var bench = Bench.ready();
        bench.transit.failAll(UNREACHABLE);
        bench.pass(Duration.ofSeconds(30));
        bench.probe();
        bench.pass(Duration.ofSeconds(16));

        HealthView view = bench.provider.view();

        assertThat(view.at()).isEqualTo(Bench.START.plusSeconds(46));
        assertThat(view.verdict()).isEqualTo(new Verdict.Coasting(bench.writeKey(), UNREACHABLE));
        assertThat(view.verdict().state()).isEqualTo(Verdict.State.COASTING);
        assertThat(view.snapshot().health().trouble())
                .contains(new Health.Trouble(
                        UNREACHABLE, Optional.of(ProbeStep.CHEAP_WRAP), Bench.START.plusSeconds(30)));
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
                        .filter(Event.HealthChanged.class::isInstance)
                        .map(event -> ((Event.HealthChanged) event).verdict())
                        .dropWhile(verdict -> verdict.state() != Verdict.State.OK))
                .containsExactly(
                        new Verdict.Ok(bench.writeKey()),
                        new Verdict.Failing(new Denied()),
                        new Verdict.Ok(bench.writeKey()));
    }
}
