package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Beside an etcd with a random history: the same figures as its own tools print, the same rows from everywhere. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealEtcdTest {
    private static final int WRITES = 400;
    private static final int KEYS = 60;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before every test.
    private static EtcdServer etcd;

    private static final Map<String, String> LIVE = new TreeMap<>();

    @BeforeAll
    static void write() throws IOException {
        etcd = EtcdServer.start(folder, "");
        long seed = System.nanoTime();
        System.out.println("history of etcd with seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < WRITES; i++) {
            writeOnce(random, i);
        }
        // Superseded at the end, so that some history is certainly left.
        put("/registry/secrets/default/last", "1");
        put("/registry/secrets/default/last", "2");
    }

    private static void writeOnce(Random random, int count) {
        String key = "/registry/secrets/default/s" + random.nextInt(KEYS);
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                etcd.delete(key);
                LIVE.remove(key);
            }
            case 2 -> {
                String other = "/registry/configmaps/default/c" + random.nextInt(KEYS);
                etcd.putBoth(key, other, "both " + count);
                LIVE.put(key, "both " + count);
                LIVE.put(other, "both " + count);
            }
            case 3 -> {
                if (count % 4 == 0) {
                    etcd.compact(etcd.revision() - random.nextInt(3));
                }
            }
            default -> put(key, "x".repeat(random.nextInt(3000)) + count);
        }
    }

    private static void put(String key, String value) {
        etcd.put(key, value);
        LIVE.put(key, value);
    }

    @AfterAll
    static void stop() {
        // Not there when the tests were skipped.
        Optional.ofNullable(etcd).ifPresent(EtcdServer::close);
    }

    private static Path snapshot() throws IOException {
        Path path = folder.resolve("snapshot.db");
        if (!Files.exists(path)) {
            etcd.etcdctl("snapshot", "save", path.toString());
        }
        return path;
    }

    private static Scan.Complete complete(RowSource source, Told told) {
        Scan scan = source.read(told);
        assertThat(scan).isInstanceOf(Scan.Complete.class);
        return (Scan.Complete) scan;
    }

    private static long number(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    @Order(1)
    void snapshot_hasTheFiguresOfEtcd() throws IOException {
        String status = etcd.etcdctl("snapshot", "status", snapshot().toString());

        Scan.Complete scan = complete(EtcdSources.file(snapshot(), false), new Told());

        assertThat(scan.kind()).isEqualTo(Scan.Kind.SNAPSHOT);
        assertThat(scan.statusHash()).isEqualTo(OptionalInt.of((int) number(status, "hash")));
        assertThat(scan.revision()).isEqualTo(number(status, "revision"));
        assertThat(scan.size()).isEqualTo(OptionalLong.of(number(status, "totalSize")));
        assertThat(scan.identity()).containsEntry("total-rows", String.valueOf(number(status, "totalKey")));
        assertThat(scan.identity()).containsEntry("total-keys", String.valueOf(LIVE.size()));
    }

    @Test
    @Order(2)
    void snapshot_hasTheHashOfTheMember() throws IOException {
        Scan.Complete scan = complete(EtcdSources.file(snapshot(), false), new Told());

        String hash = etcd.etcdctl("endpoint", "hashkv", "--rev=" + scan.revision());

        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of((int) number(hash, "hash")));
        assertThat(scan.compacted()).isEqualTo(OptionalLong.of(number(hash, "compact_revision")));
    }

    @Test
    @Order(3)
    void snapshot_tellsWhatIsLive() throws IOException {
        var told = new Told();

        complete(EtcdSources.file(snapshot(), false), told);

        assertThat(told.live()).isEqualTo(LIVE);
        assertThat(told.rows()).anyMatch(row -> !row.newest());
    }

    private static LiveSource live(String... more) {
        List<URI> endpoints = Stream.concat(Stream.of(etcd.address().toString()), Stream.of(more))
                .map(URI::create)
                .toList();
        return EtcdSources.live(
                new LiveSettings(endpoints, Optional.empty(), Optional.empty(), Optional.empty(), true, true));
    }

    @Test
    @Order(4)
    void cluster_tellsTheRowsOfItsSnapshot() throws IOException {
        var fromFile = new Told();
        Scan.Complete file = complete(EtcdSources.file(snapshot(), false), fromFile);
        var told = new Told();

        Scan.Complete scan = complete(live(), told);

        assertThat(told.rows()).isEqualTo(fromFile.rows());
        assertThat(scan.kind()).isEqualTo(Scan.Kind.ETCD);
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.revision()).isEqualTo(file.revision());
        assertThat(scan.compacted()).isEqualTo(file.compacted());
        assertThat(scan.hashKv()).isEqualTo(file.hashKv());
        assertThat(scan.identity().get("cluster-id")).matches("[0-9a-f]{16}");
        assertThat(scan.identity()).anySatisfy((name, value) -> {
            assertThat(name).matches("hash-kv [0-9a-f]{16}");
            assertThat(value).isEqualTo(HexFormat.of().toHexDigits(scan.hashKv().orElseThrow()));
        });
        assertThat(told.shares()).endsWith(1.0).isSorted();
    }

    @Test
    @Order(4)
    void pagesAndWatchOfTheCluster_tellTheSame() throws Exception {
        var fromFile = new Told();
        Scan.Complete file = complete(EtcdSources.file(snapshot(), false), fromFile);
        var told = new Told();

        Scan.Complete scan = complete(withoutSnapshot(), told);

        assertThat(told.live()).isEqualTo(LIVE);
        assertThat(mains(told)).isEqualTo(mains(fromFile));
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.compacted()).isEqualTo(file.compacted());
        assertThat(scan.hashKv()).isEqualTo(file.hashKv());
        assertThat(scan.remarks()).anyMatch(remark -> remark.contains("no room"));
    }

    /** A server does not say which place in its transaction a row has. */
    private static List<String> mains(Told told) {
        return told.rows().stream()
                .map(row -> "%s %s %s".formatted(row.revision().main(), row.key(), row.deletion()))
                .sorted()
                .toList();
    }

    private static LiveSource withoutSnapshot() {
        return new ClusterSource(
                new LiveSettings(
                        List.of(etcd.address()), Optional.empty(), Optional.empty(), Optional.empty(), true, true),
                ProcessIdentity.ofThisProcess(),
                folder,
                new SecureRandom(),
                1 << 24,
                (where, bytes) -> false);
    }

    @Test
    @Order(5)
    void writesAfterAScan_areSeenByTheWatch() throws IOException {
        long before = complete(live(), new Told()).revision();
        put("/registry/secrets/default/late", "late");
        etcd.delete("/registry/secrets/default/last");
        LIVE.remove("/registry/secrets/default/last");
        var told = new Told();

        Scan scan = live().watch(before, Duration.ofMillis(1), told);

        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> assertThat(complete.revision()).isEqualTo(before + 2));
        assertThat(told.rows())
                .extracting(Told.Row::key, Told.Row::deletion, Told.Row::newest)
                .containsExactly(
                        tuple("/registry/secrets/default/late", false, true),
                        tuple("/registry/secrets/default/last", true, true));
    }

    @Test
    @Order(5)
    void watchOfNothing_isAtTheRevisionItBeganAt() {
        long now = complete(live(), new Told()).revision();

        Scan scan = live().watch(now, Duration.ofMillis(1), new Told());

        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> assertThat(complete.revision()).isEqualTo(now));
    }

    @Test
    @Order(6)
    void watchFromBeforeTheCompaction_isRefused() {
        etcd.compact(etcd.revision());

        Scan scan = live().watch(1, Duration.ofSeconds(5), new Told());

        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("compacted"));
    }

    @Test
    @Order(7)
    void memberThatIsDown_isRemarkedAndTheOthersAreRead() throws IOException {
        Scan.Complete scan = complete(live(EtcdServer.loopback("http")), new Told());

        assertThat(scan.remarks()).anyMatch(remark -> remark.contains("nothing listens there"));
    }

    @Test
    @Order(7)
    void revisionThatIsNotYet_hasNoHash() {
        put("/registry/secrets/default/after", "the compaction");

        assertThat(live().hashKv(etcd.revision())).isPresent();
        assertThat(live().hashKv(etcd.revision() + 1000)).isEmpty();
    }

    @Test
    @Order(8)
    void fileOfTheRunningMember_isRefusedWhateverTheOperatorSays() {
        assertThat(EtcdSources.file(etcd.database(), true).read(new Told()))
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("has it open to write"));
    }

    @Test
    @Order(9)
    void fileOfTheStoppedMember_tellsTheSame() throws Exception {
        var fromSnapshot = new Told();
        Scan.Complete snapshot = complete(live(), fromSnapshot);
        etcd.stop();
        var told = new Told();

        Scan.Complete scan = complete(EtcdSources.file(etcd.database(), true), told);

        assertThat(told.rows()).isEqualTo(fromSnapshot.rows());
        assertThat(scan.kind()).isEqualTo(Scan.Kind.MEMBER_FILE);
        assertThat(scan.hashKv()).isEqualTo(snapshot.hashKv());
    }
}
