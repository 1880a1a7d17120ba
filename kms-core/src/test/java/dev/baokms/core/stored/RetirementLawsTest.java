package dev.baokms.core.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Evidence.Watched;
import dev.baokms.core.stored.History.Put;
import dev.baokms.core.stored.Tally.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Generated lives of a cluster against a plain model of etcd: never a false "safe", never an object overlooked. The gate
 * tries a few thousand; {@code -Dstored.histories=100000} tries as many as that.
 */
class RetirementLawsTest {
    private static final int TRIES = 20;
    private static final int EACH = Integer.getInteger("stored.histories", 2_000) / TRIES;
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** What a cluster went through, with the backups that were made on the way. */
    private record Life(History cluster, List<Counted> sources, Set<Put> needed) {}

    private static Life life(Random random) {
        var cluster = new History(random);
        boolean quiet = random.nextBoolean();
        var backups = new ArrayList<Counted>();
        var needed = new HashSet<Put>();
        for (int steps = random.nextInt(30); steps > 0; steps--) {
            cluster.step(quiet);
            if (random.nextInt(20) == 0) {
                backups.add(cluster.source("backup", Scan.Kind.SNAPSHOT).counted());
                needed.addAll(cluster.served());
            }
        }
        if (random.nextBoolean()) {
            cluster.rewrite();
        }
        if (random.nextBoolean()) {
            cluster.compact();
        }
        needed.addAll(cluster.served());
        Counted live = cluster.source("cluster", Scan.Kind.ETCD).counted();
        return new Life(
                cluster, Stream.concat(Stream.of(live), backups.stream()).toList(), needed);
    }

    private static Evidence everything(Random random) {
        Count nothing = new RowList("watch", Scan.Kind.ETCD).counted().count();
        return new Evidence(
                NOW,
                Optional.of(NOW.minusSeconds(3600)).filter(word -> random.nextInt(10) > 0),
                Optional.of(NOW.minusSeconds(60)),
                Optional.of(new Watched(Duration.ofMinutes(10), nothing, random.nextInt(10) > 0)),
                Optional.of(everythingIsOurs()),
                random.nextInt(10) > 0);
    }

    private static Coverage everythingIsOurs() {
        return new Coverage() {
            @Override
            public Duty dutyOf(String resource) {
                return Duty.OURS;
            }

            @Override
            public Set<String> named() {
                return Set.of();
            }
        };
    }

    @Property(tries = TRIES)
    void census_countsWhatEveryReadWouldGive(@ForAll long seed) {
        var random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            Life life = life(random);
            Count count = life.sources.getFirst().count();
            Collection<Put> live = life.cluster.at(life.cluster.revision).values();
            Set<Put> history = new HashSet<>(life.cluster.served());
            history.removeAll(live);

            assertThat(count.byVersion(true)).isEqualTo(versions(live));
            assertThat(count.byVersion(false)).isEqualTo(versions(history));
            assertThat(count.live(Category.UNREADABLE))
                    .isEqualTo(live.stream().filter(row -> row.needs() < 0).count());
            assertThat(count.live(Category.PLAINTEXT) + count.live(Category.FOREIGN))
                    .isEqualTo(live.stream().filter(row -> row.needs() == 0).count());
            assertStragglersAreNamed(count, life.cluster.at(life.cluster.revision));
        }
    }

    /** Here are fewer keys than a tally names, so every one must be there. */
    private static void assertStragglersAreNamed(Count count, Map<String, Put> live) {
        for (Tally tally : count.tallies()) {
            if (tally.live() && tally.category() == Category.OURS) {
                assertThat(tally.first())
                        .hasSize((int) tally.count())
                        .allMatch(key -> Objects.requireNonNull(live.get(key)).needs() == tally.version());
            }
        }
    }

    private static Map<Integer, Long> versions(Collection<Put> rows) {
        var versions = new TreeMap<Integer, Long>();
        rows.stream().filter(row -> row.needs() > 0).forEach(row -> versions.merge(row.needs(), 1L, Long::sum));
        return versions;
    }

    @Property(tries = TRIES)
    void verdict_isNeverSafeForWhatIsNeeded(@ForAll long seed) {
        var random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            Life life = life(random);
            RetirementVerdict verdict = RetirementVerdict.of(life.sources, everything(random));

            verdict.highestSafe()
                    .ifPresent(version -> assertThat(life.needed)
                            .noneMatch(row -> row.needs() < 0)
                            .noneMatch(row -> row.needs() > 0 && row.needs() < version)
                            .anyMatch(row -> row.needs() == version));
            if (verdict.safe()) {
                assertThat(life.cluster.at(life.cluster.revision).values()).noneMatch(row -> row.needs() <= 0);
                assertThat(verdict.conditions()).noneMatch(one -> one.state() != RetirementVerdict.State.MET);
            }
        }
    }

    /** Or the laws above would hold for one that never says so. */
    @Property(tries = 1)
    void safe_isReached(@ForAll long seed) {
        var random = new Random(seed);
        long safe = Stream.generate(() -> RetirementVerdict.of(life(random).sources, everything(random)))
                .limit(500)
                .filter(RetirementVerdict::safe)
                .count();

        assertThat(safe).isPositive();
    }
}
