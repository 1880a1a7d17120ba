package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.annotations;
import static dev.baokms.core.stored.StoredValues.ciphertext;
import static dev.baokms.core.stored.StoredValues.envelope;
import static dev.baokms.core.stored.StoredValues.keyId;
import static dev.baokms.core.stored.StoredValues.kmsV2;
import static dev.baokms.core.stored.StoredValues.ours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Coverage.Duty;
import dev.baokms.core.stored.Evidence.Watched;
import dev.baokms.core.stored.RetirementVerdict.Requirement;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Scan.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetirementVerdictTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final byte[] PLAIN = {'k', '8', 's', 0, 1};

    private static RowList cluster() {
        return new RowList("https://etcd:2379", Kind.ETCD);
    }

    private static RowList rewritten() {
        return cluster().live(20, "/registry/secrets/a/z", ours(3, 1)).live(21, "/registry/pods/a/z", PLAIN);
    }

    private static Coverage secrets(String... also) {
        return new Coverage() {
            @Override
            public Duty dutyOf(String resource) {
                return resource.equals("secrets") ? Duty.OURS : resource.equals("odd") ? Duty.UNSURE : Duty.NOT_OURS;
            }

            @Override
            public Set<String> named() {
                return also.length == 0 ? Set.of("secrets") : Set.of("secrets", also[0]);
            }
        };
    }

    private static Evidence everything(RowList written) {
        return new Evidence(
                NOW,
                Optional.of(NOW.minusSeconds(3600)),
                Optional.of(NOW.minusSeconds(1200)),
                Optional.of(
                        new Watched(Duration.ofMinutes(10), written.counted().count(), true)),
                Optional.of(secrets()),
                true);
    }

    private static Evidence everything() {
        return everything(cluster());
    }

    private static RetirementVerdict judge(Evidence evidence, RowList... sources) {
        return RetirementVerdict.of(
                List.of(sources).stream().map(RowList::counted).toList(), evidence);
    }

    private static State state(RetirementVerdict verdict, Requirement rule) {
        return verdict.conditions().stream()
                .filter(condition -> condition.rule() == rule)
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void everythingMet_isSafe() {
        RetirementVerdict verdict = judge(everything(), rewritten());

        assertThat(verdict.conditions())
                .extracting(RetirementVerdict.Condition::rule)
                .containsExactly(Requirement.values());
        assertThat(verdict.conditions())
                .extracting(RetirementVerdict.Condition::state)
                .containsOnly(State.MET);
        assertThat(verdict.highestSafe()).hasValue(3);
        assertThat(verdict.safe()).isTrue();
    }

    @Test
    void rowsAlone_areNeverSafe() {
        RetirementVerdict verdict = judge(Evidence.none(NOW), rewritten());

        assertThat(verdict.highestSafe()).hasValue(3);
        assertThat(verdict.safe()).isFalse();
        assertThat(state(verdict, Requirement.COMPACTED)).isEqualTo(State.MET);
        for (Requirement rule : List.of(
                Requirement.AGREED,
                Requirement.SCANNED_AFTER,
                Requirement.WATCHED,
                Requirement.ENCRYPTED,
                Requirement.BACKUPS)) {
            assertThat(state(verdict, rule)).as("%s", rule).isEqualTo(State.UNKNOWN);
        }
    }

    @Test
    void agreementThatIsTooFresh_orOfTheFuture_isNotMet() {
        for (Instant since : List.of(NOW.minusSeconds(239), NOW.plusSeconds(60))) {
            var evidence =
                    new Evidence(NOW, Optional.of(since), Optional.of(NOW), Optional.empty(), Optional.empty(), true);

            assertThat(state(judge(evidence, rewritten()), Requirement.AGREED)).isEqualTo(State.NOT_MET);
            assertThat(state(judge(evidence, rewritten()), Requirement.SCANNED_AFTER))
                    .isEqualTo(State.NOT_MET);
        }
    }

    @Test
    void scanFromBeforeTheAgreement_isNotMet() {
        var evidence = new Evidence(
                NOW,
                Optional.of(NOW.minusSeconds(600)),
                Optional.of(NOW.minusSeconds(500)),
                Optional.empty(),
                Optional.empty(),
                true);

        assertThat(state(judge(evidence, rewritten()), Requirement.AGREED)).isEqualTo(State.MET);
        assertThat(state(judge(evidence, rewritten()), Requirement.SCANNED_AFTER))
                .isEqualTo(State.NOT_MET);
    }

    @Test
    void writeUnderAnOlderVersion_isNotMet() {
        assertThat(state(
                        judge(everything(cluster().live(22, "/registry/secrets/a/y", ours(2, 1))), rewritten()),
                        Requirement.WATCHED))
                .isEqualTo(State.NOT_MET);
        assertThat(state(
                        judge(everything(cluster().live(22, "/registry/secrets/a/y", ours(4, 1))), rewritten()),
                        Requirement.WATCHED))
                .isEqualTo(State.MET);
        byte[] garbage = kmsV2(PROVIDER, new byte[] {1});
        assertThat(state(
                        judge(everything(cluster().live(22, "/registry/secrets/a/y", garbage)), rewritten()),
                        Requirement.WATCHED))
                .isEqualTo(State.NOT_MET);
    }

    @Test
    void watchWithAGap_isUnknown() {
        var evidence = new Evidence(
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new Watched(Duration.ofMinutes(10), cluster().counted().count(), false)),
                Optional.empty(),
                false);

        assertThat(state(judge(evidence, rewritten()), Requirement.WATCHED)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void historyOfAnOlderVersion_isStillNeeded() {
        RetirementVerdict verdict =
                judge(everything(), rewritten().superseded(10, "/registry/secrets/a/z", ours(2, 1)));

        assertThat(verdict.highestSafe()).hasValue(2);
        assertThat(state(verdict, Requirement.COMPACTED)).isEqualTo(State.NOT_MET);
        assertThat(verdict.safe()).isFalse();
    }

    @Test
    void historyThatIsNotTold_isUnknown() {
        RetirementVerdict verdict = judge(everything(), rewritten().withoutHistory());

        assertThat(state(verdict, Requirement.COMPACTED)).isEqualTo(State.UNKNOWN);
        assertThat(verdict.safe()).isFalse();
    }

    @Test
    void backupThatNeedsAnOlderVersion_holdsItBack() {
        RowList backup = new RowList("old.db", Kind.SNAPSHOT).live(5, "/registry/secrets/a/z", ours(1, 1));

        assertThat(judge(everything(), rewritten(), backup).highestSafe()).hasValue(1);
    }

    @Test
    void objectThatShouldBeEncryptedAndIsNot_isNotMet() {
        for (byte[] value : List.of(PLAIN, kmsV2("other", envelope(1, 1)), new byte[] {7})) {
            RetirementVerdict verdict = judge(everything(), rewritten().live(22, "/registry/secrets/a/y", value));

            assertThat(state(verdict, Requirement.ENCRYPTED)).isEqualTo(State.NOT_MET);
            assertThat(verdict.safe()).isFalse();
        }
    }

    @Test
    void resourceThatWasNotSeenOrIsUnsure_isUnknown() {
        Evidence all = everything();
        var also = new Evidence(
                all.now(),
                all.agreedSince(),
                all.scanned(),
                all.watched(),
                Optional.of(secrets("widgets.example.com")),
                true);

        assertThat(state(judge(also, rewritten()), Requirement.ENCRYPTED)).isEqualTo(State.UNKNOWN);
        assertThat(state(judge(all, rewritten().live(22, "/registry/odd/a/z", PLAIN)), Requirement.ENCRYPTED))
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void objectWhereAnotherShouldWrite_isUnknown() {
        RetirementVerdict verdict = judge(everything(), rewritten().live(22, "/registry/configmaps/a/y", ours(3, 1)));

        assertThat(state(verdict, Requirement.ENCRYPTED)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void resourceThatIsPartlyOurs_isNotMetWithoutAnybodysWord() {
        RetirementVerdict verdict = judge(Evidence.none(NOW), rewritten().live(22, "/registry/secrets/a/y", PLAIN));

        assertThat(state(verdict, Requirement.ENCRYPTED)).isEqualTo(State.NOT_MET);
    }

    @Test
    void unreadableObjectOfOurs_mayNeedAnyVersion() {
        byte[] garbage = kmsV2(PROVIDER, new byte[] {1});
        RetirementVerdict live = judge(everything(), rewritten().live(22, "/registry/secrets/a/y", garbage));
        RetirementVerdict past = judge(everything(), rewritten().superseded(12, "/registry/secrets/a/y", garbage));
        RetirementVerdict kept = judge(everything(), rewritten(), cluster().live(1, "/registry/secrets/a/y", garbage));

        assertThat(List.of(live, past, kept)).allSatisfy(verdict -> {
            assertThat(verdict.highestSafe()).isEmpty();
            assertThat(verdict.safe()).isFalse();
        });
    }

    @Test
    void contradictoryObject_needsTheLowestVersionItNames() {
        byte[] two = kmsV2(PROVIDER, envelope(keyId(3), ciphertext(3, 1), annotations(2)));
        RetirementVerdict verdict = judge(everything(), rewritten().live(22, "/registry/secrets/a/y", two));

        assertThat(verdict.highestSafe()).hasValue(2);
        assertThat(state(verdict, Requirement.ENCRYPTED)).isEqualTo(State.NOT_MET);
    }

    @Test
    void twoKeyIdsForOneVersion_areFound() {
        byte[] other = kmsV2(PROVIDER, envelope(keyId(9), ciphertext(3, 1), Map.of()));
        byte[] same = kmsV2(PROVIDER, envelope(keyId(3), ciphertext(4, 1), Map.of()));

        assertThat(judge(everything(), rewritten().live(22, "/registry/secrets/a/y", other))
                        .findings())
                .singleElement()
                .asString()
                .contains("version 3", "2 key_ids");
        RetirementVerdict verdict = judge(everything(), rewritten().live(22, "/registry/secrets/a/y", same));
        assertThat(verdict.findings()).singleElement().asString().contains("[3, 4]");
        assertThat(verdict.safe()).isFalse();
    }

    @Test
    void nothingOfOurs_saysNothingOfVersions() {
        RetirementVerdict verdict = judge(everything(), cluster().live(1, "/registry/secrets/a/z", PLAIN));

        assertThat(verdict.highestSafe()).isEmpty();
        assertThat(verdict.safe()).isFalse();
    }
}
