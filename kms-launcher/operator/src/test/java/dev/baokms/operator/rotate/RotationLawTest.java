package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.rotate.RotationWish.MigrationWay;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The law of {@code rotate}: whenever it is killed, running it again comes to the same end, and OpenBao was asked for one version. */
class RotationLawTest {
    private static World world(MigrationWay way) {
        var world = new World();
        world.server.servesMigrations = way == MigrationWay.migration;
        for (int i = 0; i < 8; i++) {
            world.server.put("ns-" + i % 3, "secret-" + i);
        }
        return world;
    }

    private static CheckReport toItsEnd(World world, MigrationWay way) {
        CheckReport report = world.run(RotationStep.MINIMUM, World.wish(way, Map.of()));
        if (!World.isDone(report)) {
            // What an operator is told to do by hand on the other node.
            assertThat(World.problem(report)).startsWith("rotation.retire: ");
            world.retiredThere.add(1);
            report = world.run(RotationStep.MINIMUM, World.wish(way, Map.of()));
        }
        return report;
    }

    private static void assertTheSameEnd(World world, CheckReport report) {
        assertThat(World.isDone(report)).as(World.problem(report)).isTrue();
        assertThat(world.rotations).isOne();
        assertThat(world.created).hasSize(2);
        assertThat(world.server.secrets.values()).allMatch(secret -> secret.writtenUnder == 2);
        assertThat(world.retiredHere).containsExactly(1);
        assertThat(world.minimum).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationWay.class,
            names = {"migration", "patches"})
    void killedAnywhere_itEndsTheSame(MigrationWay way) {
        World whole = world(way);
        assertTheSameEnd(whole, toItsEnd(whole, way));
        assertThat(whole.trips()).isGreaterThan(50);

        for (int trip = 1; trip <= whole.trips(); trip++) {
            World world = world(way);
            world.killAt(trip);
            assertThatThrownBy(() -> toItsEnd(world, way)).as("trip " + trip).isInstanceOf(World.Killed.class);
            world.keepAlive();
            assertTheSameEnd(world, toItsEnd(world, way));
        }
    }

    /** Killed twice in a row, at each pair of places that lie close to each other. */
    @ParameterizedTest
    @EnumSource(
            value = MigrationWay.class,
            names = {"migration", "patches"})
    void killedAgainSoonAfter_itEndsTheSame(MigrationWay way) {
        World whole = world(way);
        toItsEnd(whole, way);

        for (int trip = 1; trip <= whole.trips(); trip++) {
            for (int second = 1; second <= 6; second++) {
                World world = world(way);
                runUntilKilled(world, way, trip);
                runUntilKilled(world, way, second);
                world.keepAlive();
                assertTheSameEnd(world, toItsEnd(world, way));
            }
        }
    }

    private static void runUntilKilled(World world, MigrationWay way, int trip) {
        world.killAt(trip);
        try {
            toItsEnd(world, way);
        } catch (World.Killed expected) {
            assertThat(expected).isNotNull();
        }
    }
}
