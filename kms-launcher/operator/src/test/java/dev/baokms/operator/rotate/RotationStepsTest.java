package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.rotate.KeyOffice.Answer;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.operator.rotate.RotationWish.MigrationWay;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each step on virtual time: what it waits for, what it refuses, and what it says then. */
class RotationStepsTest {
    private final World world = new World();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 8; i++) {
            world.server.put("a", "secret-" + i);
        }
    }

    @Test
    void pendingRotation_isNotRotatedAgain() {
        world.created.add(world.now);

        CheckReport report = world.run(RotationStep.AGREE);

        assertThat(World.problem(report)).contains("version 2 was made already", "--already-rotated");
        assertThat(world.rotations).isZero();
        assertThat(world.lines).isEmpty();
    }

    @Test
    void tokenThatMayNot_isToldBeforeAnythingIsWritten() {
        world.mayChange = false;

        assertThat(World.problem(world.run(RotationStep.AGREE))).isEqualTo("rotation.rotate: the token may not do it");
        assertThat(world.lines).isEmpty();
    }

    @Test
    void answerThatIsNotKnown_isDecidedByTheKey() {
        world.answers.add(new Answer.Unknown("OpenBao did not answer"));
        world.lag = 4;

        assertThat(World.isDone(world.run(RotationStep.ROTATE))).isTrue();
        assertThat(world.rotations).isOne();
    }

    @Test
    void requestThatWasLost_isAskedAgainByTheNextRunAlone() {
        world.loses = true;
        assertThat(World.problem(world.run(RotationStep.ROTATE)))
                .contains("did not say whether it has rotated the key, and the key still has no version above 1");
        world.loses = false;

        assertThat(World.isDone(world.run(RotationStep.ROTATE))).isTrue();
        assertThat(world.rotations).isOne();
    }

    @Test
    void refusedRotation_isAskedAgainOnlyAfterALook() {
        world.answers.add(new Answer.Refused("OpenBao answered 400"));
        assertThat(World.problem(world.run(RotationStep.ROTATE))).contains("OpenBao answered 400");
        world.created.add(world.now);

        assertThat(World.isDone(world.run(RotationStep.ROTATE))).isTrue();
        assertThat(world.rotations).isZero();
    }

    @Test
    void apiServerThatHearsNothing_isNamedAfterTheWait() {
        world.deaf = true;

        CheckReport report = world.run(RotationStep.AGREE);

        assertThat(World.problem(report))
                .startsWith("rotation.agree: not all use version 2 yet: API server https://10.0.0.1:6443: ")
                .contains("last heard key_id_hash");
        assertThat(Duration.between(World.START, world.now)).isBetween(Duration.ofMinutes(18), Duration.ofMinutes(20));
        assertThat(world.told).anyMatch(line -> line.contains("version 2 writes from 2026-11-30T12:02:00Z"));
        world.deaf = false;
        assertThat(World.isDone(world.run(RotationStep.AGREE))).isTrue();
    }

    @Test
    void daemonThatIsDown_isNamed() {
        world.nodesDown.add("10.0.0.2:8081");

        assertThat(World.problem(world.run(RotationStep.AGREE)))
                .contains("daemon 10.0.0.2:8081: no daemon answers on 10.0.0.2:8081; start it");
    }

    @Test
    void apiServerThatWasNotAsked_isNamedByItsLease() {
        world.server.leases.add("apiserver-b");

        assertThat(World.problem(world.run(RotationStep.AGREE)))
                .contains("API servers that were not asked: apiserver-b", "--api-server");
    }

    @Test
    void until_endsThere() {
        CheckReport report = world.run(RotationStep.MIGRATE);

        assertThat(World.isDone(report)).isTrue();
        assertThat(report.checks()).extracting(CheckReport.Check::id).last().isEqualTo("rotation.migrate");
        assertThat(world.inventories).isZero();
    }

    @Test
    void optionsThatALaterStepNeeds_areAskedForBeforeTheFirst() {
        CheckReport report = world.run(
                RotationStep.MINIMUM, World.wish(MigrationWay.auto, Map.of(RotationStep.PROVE, "--backups-complete")));

        assertThat(World.problem(report)).contains("prove needs --backups-complete", "--until");
        assertThat(world.rotations).isZero();
    }

    @Test
    void busyApiServer_isAskedAgainWhenItSaysSo() {
        world.run(RotationStep.AGREE);
        world.server.troubles.add(new Reply(429, "{}", Duration.ofSeconds(20)));
        world.server.troubles.add(new Reply(503, "{}", Duration.ZERO));
        var begun = world.now;

        assertThat(World.isDone(world.run(RotationStep.MIGRATE))).isTrue();
        assertThat(Duration.between(begun, world.now)).isEqualTo(Duration.ofSeconds(22));
        assertThat(world.told).contains("the API server answers 429; asking again in 20 s");
    }

    @Test
    void apiServerThatStaysBusy_endsTheRun_andTheNextGoesOn() {
        world.run(RotationStep.AGREE);
        for (int i = 0; i < 60; i++) {
            world.server.troubles.add(new Reply(503, "{}", Duration.ofSeconds(30)));
        }

        assertThat(World.problem(world.run(RotationStep.MIGRATE))).contains("answers 503, for 900 s");
        world.server.troubles.clear();
        assertThat(World.isDone(world.run(RotationStep.MIGRATE))).isTrue();
    }

    @Test
    void expiredContinueToken_goesOnFromTheSameKey() {
        world.server.compacts = true;

        assertThat(World.isDone(world.run(RotationStep.MIGRATE))).isTrue();

        assertThat(world.server.secrets.values()).allMatch(secret -> secret.writtenUnder == 2);
        assertThat(world.server.asked.stream().filter(line -> line.startsWith("PATCH")))
                .hasSize(8);
    }

    @Test
    void objectsThatOthersWroteOrRemoved_areNoError() {
        world.run(RotationStep.AGREE);
        world.server.pageSize = 100;
        world.server.beforePatch.add(() -> world.server.touch("a/secret-1"));
        world.server.beforePatch.add(() -> world.server.secrets.remove("a/secret-2"));

        CheckReport report = world.run(RotationStep.MIGRATE);

        assertThat(World.isDone(report)).isTrue();
        assertThat(report.checks().getLast().diagnosis().message())
                .isEqualTo("secrets 6 written again, 2 of the newest key already");
    }

    @Test
    void refusedObject_isNamed_andLeftToTheProof() {
        world.run(RotationStep.AGREE);
        world.server.pageSize = 100;
        world.server.refuses = "a/secret-3";

        CheckReport report = world.run(RotationStep.MIGRATE);

        assertThat(report.checks().getLast().diagnosis().message())
                .contains("7 written again", "1 refused: a/secret-3 (422)");
    }

    @Test
    void failedMigration_isToldWithTheOtherWay() {
        world.server.servesMigrations = true;
        world.server.conditions.add("Running");
        world.server.conditions.add("Failed");

        assertThat(World.problem(world.run(RotationStep.MIGRATE)))
                .contains("StorageVersionMigration openbao-kms-secrets-", "failed: so it is", "--migrate-by patches");
        assertThat(World.isDone(world.run(RotationStep.MIGRATE, World.wish(MigrationWay.patches, Map.of()))))
                .isTrue();
    }

    @Test
    void migrationThatNobodyBegins_isToldAfterFiveMinutes() {
        world.server.servesMigrations = true;
        for (int i = 0; i < 100; i++) {
            world.server.conditions.add("");
        }

        assertThat(World.problem(world.run(RotationStep.MIGRATE)))
                .contains("was not begun within 5 minutes", "StorageVersionMigrator");
    }

    @Test
    void proof_waitsForCompactionFirst() {
        world.run(RotationStep.MIGRATE);
        var migrated = world.now;

        assertThat(World.isDone(world.run(RotationStep.PROVE))).isTrue();
        assertThat(Duration.between(migrated, world.now)).isGreaterThanOrEqualTo(Duration.ofMinutes(9));
        assertThat(world.inventories).isOne();
    }

    @Test
    void proofThatStillNeedsAnOlderVersion_endsTheRun() {
        world.run(RotationStep.MIGRATE);
        world.server.stored("a/secret-3").writtenUnder = 1;

        assertThat(World.problem(world.run(RotationStep.PROVE)))
                .startsWith("rotation.prove: ")
                .contains("wait for the backup to expire");
        assertThat(world.lines).noneMatch(line -> line.is(RotationStep.PROVE, JournalLine.DONE));
    }

    @Test
    void runningDaemon_isLeftAlone_andTheCommandsArePrinted() {
        world.daemonRuns = true;
        world.retiredThere.add(1);

        CheckReport report = world.run(RotationStep.RETIRE);

        assertThat(World.problem(report)).contains("this node: the state is held by another process");
        assertThat(world.told)
                .anyMatch(line -> line.startsWith("retire-versions --before-version 2 --proof /state/proof-"));
        world.daemonRuns = false;
        assertThat(World.isDone(world.run(RotationStep.RETIRE))).isTrue();
    }

    @Test
    void machineThatIsNoNode_looksAtThePagesAlone() {
        world.isNode = false;
        world.retiredThere.add(1);

        assertThat(World.problem(world.run(RotationStep.RETIRE)))
                .contains("node 127.0.0.1:8081: its page does not say that version 1 is retired");
        world.retiredHere.add(1);
        assertThat(World.isDone(world.run(RotationStep.RETIRE))).isTrue();
    }

    @Test
    void minimum_isRaisedOneAtATime() {
        world.created.add(world.now.minusSeconds(7200));
        world.created.add(world.now.minusSeconds(3600));
        world.server.secrets.clear();
        world.server.put("a", "b");
        world.retiredThere.add(3);

        CheckReport report = world.run(RotationStep.MINIMUM);

        assertThat(World.isDone(report)).as(World.problem(report)).isTrue();
        assertThat(world.minimums).containsExactly(2, 3, 4);
        assertThat(world.told)
                .contains(
                        "min_decryption_version is 4; bao write transit/keys/kms/config min_decryption_version=3 takes"
                                + " it back");
    }
}
