package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baokms.core.stored.Scan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was written, and in whatever shape it lies there: every row that can be served is told, and no other. */
class FileScanTest {
    private static Path shared = Path.of("");

    @TempDir
    private Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        shared = Files.createTempDirectory("etcd-histories");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        Files.deleteIfExists(shared.resolve("db"));
        Files.delete(shared);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anyHistory_tellsWhatSomeReadCanGive(@ForAll("histories") History history, @ForAll("shapes") BoltWriter shape)
            throws IOException {
        var told = new Told();

        Scan.Complete scan = complete(shared, history.into(shape).image(), told);

        assertThat(told.revisions())
                .isEqualTo(history.servable())
                .hasSize(told.rows().size());
        assertThat(told.rows().stream().filter(Told.Row::newest).map(Told.Row::revision))
                .isSubsetOf(history.newest());
        assertThat(told.live()).isEqualTo(values(history.at(history.revision())));
        assertThat(scan.revision()).isGreaterThanOrEqualTo(history.revision());
        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of(history.hashKv()));
        assertThat(scan.identity())
                .containsEntry(
                        "total-keys",
                        String.valueOf(history.at(history.revision()).size()));
    }

    private static Map<String, String> values(Map<String, History.Write> writes) {
        return writes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().value(), (one, other) -> one, TreeMap::new));
    }

    /** What a random history is made of. */
    private record Step(int kind, String key, List<String> keys, double share) {}

    @Provide
    Arbitrary<History> histories() {
        Arbitrary<String> keys = Arbitraries.integers().between(0, 5).map(i -> "/registry/secrets/s" + i);
        Arbitrary<Step> steps = Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        keys,
                        keys.list().uniqueElements().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.doubles().between(0, 1))
                .as(Step::new);
        return Combinators.combine(steps.list().ofMaxSize(40), Arbitraries.of(true, false))
                .as(FileScanTest::history);
    }

    private static History history(List<Step> steps, boolean keepsDead) {
        var history = new History();
        for (Step step : steps) {
            boolean there = history.at(history.revision()).containsKey(step.key);
            switch (step.kind) {
                case 0 ->
                    history.compact(
                            history.compacted() + (long) (step.share * (history.revision() - history.compacted())));
                case 1 -> history.putAll(step.keys, "together");
                case 2, 3, 4 -> {
                    // etcd writes no row for a key that is not there.
                    if (there) {
                        history.delete(step.key);
                    }
                }
                default -> history.put(step.key, "v" + history.revision());
            }
        }
        return keepsDead ? history.keepsDead() : history;
    }

    @Provide
    Arbitrary<BoltWriter> shapes() {
        return Combinators.combine(
                        Arbitraries.of(1024, 4096),
                        Arbitraries.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN),
                        Arbitraries.integers().between(2, 9),
                        Arbitraries.of(true, false))
                .as((pageSize, order, most, lists) -> {
                    BoltWriter shape = new BoltWriter(pageSize, order).mostElements(most);
                    return lists ? shape.freelist(3) : shape.inline();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096, 16384, 65536})
    void anyPageSize_isFoundFromEitherMetaPage(int pageSize) throws IOException {
        byte[] image =
                two().into(new BoltWriter(pageSize, ByteOrder.LITTLE_ENDIAN)).image();
        var whole = new Told();
        complete(folder, image, whole);
        image[20] ^= 1;
        var halved = new Told();

        complete(folder, image, halved);

        assertThat(halved.rows()).isEqualTo(whole.rows()).hasSize(2);
    }

    private static History two() {
        return new History().put("/a", "1").put("/b", "2");
    }

    @Test
    void laterTransaction_countsWhicheverPageItIsOn() throws IOException {
        byte[] image = two().into(new BoltWriter(1024, ByteOrder.BIG_ENDIAN)).image();
        // The first page's root is of an earlier transaction, and gone.
        image[39] = 0;
        image[71] = 1;
        long sum = BoltWriter.fnv(image, 16, 56);
        for (int i = 0; i < 8; i++) {
            image[72 + i] = (byte) (sum >>> (56 - 8 * i));
        }
        var told = new Told();

        complete(folder, image, told);

        assertThat(told.live()).containsOnlyKeys("/a", "/b");
    }

    @Test
    void valueLongerThanItsPage_isToldWhole() throws IOException {
        String value = "x".repeat(3 << 20);
        var told = new Told();

        complete(
                folder,
                new History().put("/a", value).put("/b", "").into(small()).image(),
                told);

        assertThat(told.live()).containsEntry("/a", value).containsEntry("/b", "");
    }

    private static BoltWriter small() {
        return new BoltWriter(1024, ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void rowsOfAFile_comeFromTheNewest() throws IOException {
        var told = new Told();

        complete(folder, two().put("/a", "3").delete("/b").into(small()).image(), told);

        assertThat(told.begins()).containsExactly(5L);
        assertThat(told.rows()).extracting(row -> row.revision().main()).containsExactly(5L, 4L, 3L, 2L);
        assertThat(told.rows()).extracting(Told.Row::newest).containsExactly(true, true, false, false);
    }

    @Test
    void rowSupersededAfterTheCompaction_isToldAlthoughItIsOlder() throws IOException {
        // A read at revision 4 still gives what was written at 2.
        History history = two().put("/c", "3").delete("/a").compact(4);
        var told = new Told();

        Scan.Complete scan = complete(folder, history.into(small()).image(), told);

        assertThat(scan.compacted()).isEqualTo(OptionalLong.of(4));
        assertThat(told.rows())
                .filteredOn(row -> row.key().equals("/a"))
                .extracting(row -> row.revision().main(), Told.Row::newest, Told.Row::deletion)
                .containsExactly(tuple(5L, true, true), tuple(2L, false, false));
    }

    @Test
    void unfinishedCompaction_countsForTheHashAlone() throws IOException {
        History history = two().put("/a", "3").put("/a", "4");
        Map<byte[], byte[]> meta = Map.of("scheduledCompactRev".getBytes(UTF_8), History.revision(4, 0, false));
        var told = new Told();

        Scan.Complete scan =
                complete(folder, history.into(small()).bucket("meta", meta).image(), told);

        assertThat(told.rows()).hasSize(4);
        assertThat(scan.compacted()).isEqualTo(OptionalLong.of(0));
        assertThat(scan.remarks()).anyMatch(remark -> remark.contains("at revision 4 was begun"));
        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of(history.compact(4).hashKv()));
    }

    @Test
    void databaseWithoutALiveKey_isHashedAsEtcdDoes() throws IOException {
        // It leaves nothing out then but the deletion at the very compact revision.
        History history = new History()
                .put("/a", "1")
                .put("/a", "2")
                .delete("/a")
                .compact(4)
                .keepsDead();

        Scan.Complete scan = complete(folder, history.into(small()).image(), new Told());

        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of(history.hashKv()));
        assertThat(history.hashKv()).isNotEqualTo(new History().hashKv());
    }

    @Test
    void rowOfNoKey_isSkippedAndRaisesTheRevision() throws IOException {
        Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        rows.putAll(two().rows());
        rows.put(History.revision(1_000_000, 0, false), new byte[0]);
        var told = new Told();

        Scan.Complete scan =
                complete(folder, two().into(small()).bucket("key", rows).image(), told);

        assertThat(scan.revision()).isEqualTo(1_000_000);
        assertThat(told.live()).containsOnlyKeys("/a", "/b");
        // As etcdutl counts it.
        assertThat(scan.identity()).containsEntry("total-keys", "3").containsEntry("total-rows", "3");
    }

    @Test
    void fieldsThatNobodyKnows_areSkipped() throws IOException {
        byte[] known = History.keyValue("/a".getBytes(UTF_8), 2, "1".getBytes(UTF_8));
        // 7: four bytes, 8: eight bytes, 9: bytes, 10: a number.
        byte[] unknown = HexFormat.of().parseHex("3d01020304" + "410102030405060708" + "4a0109" + "5005");
        byte[] value = ByteBuffer.allocate(known.length + unknown.length)
                .put(unknown)
                .put(known)
                .array();
        var told = new Told();

        complete(
                folder,
                small().bucket("key", Map.of(History.revision(2, 0, false), value))
                        .image(),
                told);

        assertThat(told.live()).isEqualTo(Map.of("/a", "1"));
    }

    @Test
    void emptyDatabase_isAtRevisionOne() throws IOException {
        var told = new Told();

        Scan.Complete scan =
                complete(folder, new History().into(small().inline()).image(), told);

        assertThat(told.begins()).containsExactly(1L);
        assertThat(scan.revision()).isEqualTo(1);
        assertThat(scan.compacted()).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void moreKeysThanTheMemoryTakes_areRefused() throws IOException {
        var history = new History();
        for (int i = 0; i < 20_000; i++) {
            history.put("/k" + i, "");
        }
        Path path = Files.write(folder.resolve("db"), history.into(small()).image());

        Scan scan = new FileSource(path, true, folder, new SecureRandom(), 100_000).read(new Told());

        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("more keys than fit"));
    }

    @Test
    void progress_growsToTheEnd() throws IOException {
        var history = new History();
        for (int i = 0; i < 5000; i++) {
            history.put("/k" + i, "v");
        }
        var told = new Told();

        complete(folder, history.into(small()).image(), told);

        assertThat(told.shares()).isSorted().hasSizeGreaterThan(5).endsWith(1.0);
        assertThat(Set.copyOf(told.shares())).allMatch(share -> share >= 0 && share <= 1);
    }

    private static Scan.Complete complete(Path folder, byte[] image, Told told) throws IOException {
        Path path = Files.write(folder.resolve("db"), image);
        Scan scan = new FileSource(path, true, folder, new SecureRandom(), 1 << 24).read(told);
        assertThat(scan).isInstanceOf(Scan.Complete.class);
        return (Scan.Complete) scan;
    }
}
