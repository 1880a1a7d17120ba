package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.Scan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Beside a kine: what it says is what was written, in pages, and the past as far as it keeps it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealKineTest {
    private static final String SECRETS = "/registry/secrets/default/";
    /** More than a page has. */
    private static final int MANY = 1_200;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before every test.
    private static KineServer kine;

    private static final Map<String, String> LIVE = new TreeMap<>();

    @BeforeAll
    static void write() throws Exception {
        kine = KineServer.start(folder);
        for (int i = 0; i < MANY; i++) {
            put("many-" + i, "value");
        }
    }

    @AfterAll
    static void stop() {
        // Not there when the tests were skipped.
        Optional.ofNullable(kine).ifPresent(KineServer::close);
    }

    private static void put(String name, String value) {
        kine.put(SECRETS + name, value);
        LIVE.put(SECRETS + name, value);
    }

    private static LiveSource live() {
        return EtcdSources.live(new LiveSettings(
                List.of(kine.address()), Optional.empty(), Optional.empty(), Optional.empty(), false, true));
    }

    private static Scan.Complete complete(Told told) {
        Scan scan = live().read(told);
        assertThat(scan).isInstanceOf(Scan.Complete.class);
        return (Scan.Complete) scan;
    }

    /** Kine's own are beside them. */
    private static Map<String, String> secrets(Told told) {
        var found = new TreeMap<>(told.live());
        found.keySet().removeIf(key -> !key.startsWith(SECRETS));
        return found;
    }

    @Test
    @Order(1)
    void pages_tellWhatIsLive() {
        var told = new Told();

        Scan.Complete scan = complete(told);

        assertThat(secrets(told)).isEqualTo(LIVE);
        assertThat(scan.kind()).isEqualTo(Scan.Kind.KINE);
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.hashKv()).isEmpty();
        assertThat(scan.identity()).containsKey("version").doesNotContainKey("cluster-id");
        assertThat(scan.remarks()).isEmpty();
    }

    @Test
    @Order(2)
    void whatWasSupersededAndDeleted_isToldUntilItIsCompacted() {
        put("changed", "one");
        put("changed", "two");
        put("gone", "secret");
        long gone = complete(new Told()).revision();
        kine.delete(SECRETS + "gone", gone);
        LIVE.remove(SECRETS + "gone");
        // Of what kine compacts the last row stays: its number is the revision.
        put("last", "value");
        var before = new Told();

        Scan.Complete scan = complete(before);

        assertThat(secrets(before)).isEqualTo(LIVE);
        assertThat(superseded(before)).containsExactlyInAnyOrder("changed=one", "gone=secret");

        kine.compact(scan.revision());
        var after = new Told();

        Scan.Complete compacted = complete(after);

        assertThat(secrets(after)).isEqualTo(LIVE);
        assertThat(superseded(after)).isEmpty();
        assertThat(compacted.compacted()).isEqualTo(OptionalLong.of(scan.revision()));
    }

    private static List<String> superseded(Told told) {
        return told.rows().stream()
                .filter(row -> !row.newest() && !row.deletion() && row.key().startsWith(SECRETS))
                .map(row -> row.key().substring(SECRETS.length()) + "=" + row.value())
                .toList();
    }

    @Test
    @Order(3)
    void watch_tellsWhatIsWrittenAfterTheScan() {
        long revision = complete(new Told()).revision();
        put("later", "three");
        var told = new Told();

        Scan scan = live().watch(revision, Duration.ofMillis(1), told);

        assertThat(scan).isInstanceOf(Scan.Complete.class);
        assertThat(told.live()).containsEntry(SECRETS + "later", "three");
    }
}
