package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        Scan.Complete snapshot = complete(EtcdSources.file(snapshot(), false), fromSnapshot);
        etcd.stop();
        var told = new Told();

        Scan.Complete scan = complete(EtcdSources.file(etcd.database(), true), told);

        assertThat(told.rows()).isEqualTo(fromSnapshot.rows());
        assertThat(scan.kind()).isEqualTo(Scan.Kind.MEMBER_FILE);
        assertThat(scan.hashKv()).isEqualTo(snapshot.hashKv());
    }
}
