package dev.baokms.core.keyring;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static dev.baokms.core.keyring.Keyrings.at;
import static dev.baokms.core.keyring.Keyrings.fresh;
import static dev.baokms.core.keyring.Keyrings.id;
import static dev.baokms.core.keyring.Keyrings.number;
import static dev.baokms.core.keyring.Keyrings.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.Scopes;
import dev.baokms.core.keyring.Keyring.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stops wrapping, and what only looks like it. */
class KeyringAlarmTest {
    /** Creation second of version 1; the delay is 120 s. */
    private static final long T = 1_700_000_000;

    private static final KeyMetadata ONE = Reads.of(T);
    private static final KeyMetadata TWO = Reads.of(T, T + 1000);

    @Test
    void fewerVersions_areLagUntilThreeReadsAndAMinute() {
        Keyring keyring = seen(fresh(), TWO, T + 1120);

        assertThat(behindAt(keyring, 2000, 2010, 2020, 2059)).containsOnly(Observation.LAGGING);
        assertThat(behindAt(keyring, 2000, 2060)).containsOnly(Observation.LAGGING);
        assertThat(behindAt(keyring, 2000, 2030, 2060))
                .containsExactly(Observation.LAGGING, Observation.LAGGING, Observation.ROLLBACK);
    }

    @Test
    void lag_changesNothing() {
        Keyring keyring = seen(fresh(), TWO, T + 1120);
        Keyring lagging = seen(keyring, ONE, T + 1121);

        assertThat(lagging.alarm()).isEmpty();
        assertThat(number(lagging)).isEqualTo(2);
        assertThat(lagging.memory()).isEqualTo(keyring.memory());
    }

    @Test
    void acceptedRead_forgetsTheLag() {
        Keyring keyring = seen(fresh(), TWO, T + 1120);
        Keyring lagging = seen(seen(keyring, ONE, T + 2000), ONE, T + 2030);

        assertThat(behindAt(seen(lagging, TWO, T + 2040), 2060, 2070)).containsOnly(Observation.LAGGING);
    }

    @Test
    void rollback_alarmsAndDecryptGoesOn() {
        Keyring rolledBack = rolledBack(RotationRules.DEFAULT);

        assertThat(rolledBack.alarm()).contains(new UnsafeKey(KeyFinding.VERSION_ROLLBACK));
        assertThat(value(rolledBack.find(id(2, T + 1000))).version().number()).isEqualTo(2);
    }

    @Test
    void rollbackRuleOff_keepsCallingItLag() {
        RotationRules lenient = new RotationRules(Duration.ofMinutes(2), 3, Duration.ofSeconds(60), false);

        assertThat(rolledBack(lenient).alarm()).isEmpty();
    }

    @Test
    void lostVersionMadeAnew_isAnotherKey() {
        Keyring.Observed observed = rolledBack(RotationRules.DEFAULT).observe(Reads.of(T, T + 3000), at(T + 3001));

        assertThat(observed.observation()).isEqualTo(Observation.RECREATED);
    }

    @Test
    void goodRead_endsAnAlarm() {
        Keyring recovered = seen(rolledBack(RotationRules.DEFAULT), TWO, T + 4000);

        assertThat(recovered.alarm()).isEmpty();
        assertThat(number(recovered)).isEqualTo(2);
    }

    @Test
    void recreatedKey_alarmsAtOnceAndTeachesNothing() {
        Keyring.Observed observed = seen(fresh(), TWO, T + 1120).observe(Reads.of(T + 5000), at(T + 5000));

        assertThat(observed.observation()).isEqualTo(Observation.RECREATED);
        assertThat(observed.keyring().alarm()).contains(new UnsafeKey(KeyFinding.KEY_RECREATED));
        assertThat(value(observed.keyring().find(id(1, T))).version()).isEqualTo(new KeyVersion(1, T));
        assertThat(failure(observed.keyring().find(id(1, T + 5000)))).isEqualTo(new UnknownKey());
    }

    @Test
    void unsafeFindings_alarmAndTeachNothing() {
        Keyring keyring = seen(fresh(), ONE, T);
        Keyring.Observed observed =
                keyring.observe(Reads.withFindings(TWO, KeyFinding.EXPORTABLE, KeyFinding.AUTO_ROTATE), at(T + 1120));

        assertThat(observed.observation()).isEqualTo(Observation.UNSAFE);
        assertThat(observed.keyring().alarm()).contains(new UnsafeKey(KeyFinding.EXPORTABLE));
        assertThat(observed.keyring().memory()).isEqualTo(keyring.memory());
    }

    @Test
    void warnings_areNoAlarm() {
        Keyring keyring = seen(fresh(), Reads.withFindings(ONE, KeyFinding.AUTO_ROTATE), T);

        assertThat(keyring.alarm()).isEmpty();
        assertThat(number(keyring)).isEqualTo(1);
    }

    private static Keyring rolledBack(RotationRules rules) {
        Keyring keyring = seen(Keyring.restore(Scopes.PUBLISHED, rules, KeyringState.EMPTY), TWO, T + 1120);
        for (long second : new long[] {2000, 2030, 2060}) {
            keyring = seen(keyring, ONE, T + second);
        }
        return keyring;
    }

    private static List<Observation> behindAt(Keyring keyring, long... seconds) {
        var observations = new ArrayList<Observation>();
        for (long second : seconds) {
            Keyring.Observed observed = keyring.observe(ONE, at(T + second));
            observations.add(observed.observation());
            keyring = observed.keyring();
        }
        return observations;
    }
}
