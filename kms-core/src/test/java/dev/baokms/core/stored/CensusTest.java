package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.KEY;
import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.annotations;
import static dev.baokms.core.stored.StoredValues.ciphertext;
import static dev.baokms.core.stored.StoredValues.concat;
import static dev.baokms.core.stored.StoredValues.envelope;
import static dev.baokms.core.stored.StoredValues.field;
import static dev.baokms.core.stored.StoredValues.keyId;
import static dev.baokms.core.stored.StoredValues.kmsV2;
import static dev.baokms.core.stored.StoredValues.lent;
import static dev.baokms.core.stored.StoredValues.ours;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.core.stored.Scan.Kind;
import dev.baokms.core.stored.Tally.Category;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static final byte[] PLAIN = {'k', '8', 's', 0, 1};
    private static final byte[] JSON = "{}".getBytes(UTF_8);

    private static RowList rows() {
        return new RowList("a.db", Kind.SNAPSHOT);
    }

    @Test
    void rowsThatAreAlike_areOneTally() {
        Count count = rows().live(30, "/registry/secrets/b/z", ours(2, 1))
                .live(20, "/registry/secrets/a/z", ours(2, 2))
                .live(25, "/registry/configmaps/a/z", ours(2, 1))
                .superseded(10, "/registry/secrets/a/z", ours(1, 1))
                .deleted(28, "/registry/secrets/a/gone")
                .counted()
                .count();

        assertThat(count.byVersion(true)).containsExactly(Map.entry(2, 3L));
        assertThat(count.byVersion(false)).containsExactly(Map.entry(1, 1L));
        assertThat(count.seeds()).isEqualTo(3);
        assertThat(count.complete()).isTrue();
        assertThat(count.prefixes()).containsExactly("/registry");
        assertThat(count.tallies())
                .extracting(Tally::resource, Tally::live, Tally::count, Tally::oldest, Tally::newest)
                .containsExactly(
                        tuple("secrets", false, 1L, 10L, 10L),
                        tuple("configmaps", true, 1L, 25L, 25L),
                        tuple("secrets", true, 2L, 20L, 30L));
        assertThat(count.tallies().getLast().first()).containsExactly("/registry/secrets/a/z", "/registry/secrets/b/z");
    }

    @Test
    void everythingElse_isCountedByWhatItIs() {
        Count count = rows().live(1, "/registry/secrets/a/plain", PLAIN)
                .live(1, "/registry/example.com/widgets/a/json", JSON)
                .live(1, "/registry/secrets/a/other", kmsV2("other", envelope(1, 1)))
                .live(1, "/registry/secrets/a/garbage", kmsV2(PROVIDER, new byte[] {1, 2, 3}))
                .live(1, "/registry/secrets/a/odd", new byte[] {9})
                .live(
                        1,
                        "/registry/secrets/a/two",
                        kmsV2(PROVIDER, envelope(keyId(2), ciphertext(1, 1), annotations(2))))
                .live(1, "/registry/ranges/serviceips", PLAIN)
                .live(1, "/registry/health", JSON)
                .live(1, "compact_rev_key", "17".getBytes(UTF_8))
                .live(1, "/calico/resources/v3/a", JSON)
                .live(1, "/mine/secrets/a/z", PLAIN)
                .live(1, "/mine/secrets/a/y", ours(3, 1))
                .counted()
                .count();

        assertThat(count.live(Category.PLAINTEXT)).isEqualTo(3);
        assertThat(count.live(Category.FOREIGN)).isEqualTo(1);
        assertThat(count.live(Category.UNREADABLE)).isEqualTo(1);
        assertThat(count.live(Category.UNKNOWN)).isEqualTo(1);
        assertThat(count.live(Category.CONTRADICTORY)).isEqualTo(1);
        assertThat(count.live(Category.OUTSIDE)).isEqualTo(4);
        assertThat(count.byVersion(true)).containsExactly(Map.entry(1, 1L), Map.entry(3, 1L));
    }

    @Test
    void tally_namesTheFirstTenByKeyOrAll() {
        RowList source = rows().live(99, "/registry/secrets/a/newest", ours(2, 1));
        IntStream.range(0, 40)
                .forEach(i -> source.live(i + 1L, "/registry/secrets/a/" + (10 + i * 7 % 40), ours(1, 1)));
        var all = new Census(KEY, true);
        source.read(all);

        List<String> sorted = IntStream.range(10, 50)
                .mapToObj(i -> "/registry/secrets/a/" + i)
                .toList();
        assertThat(source.counted().count().tallies().getFirst().first()).isEqualTo(sorted.subList(0, 10));
        assertThat(all.count().tallies().getFirst().first()).isEqualTo(sorted);
    }

    @Test
    void allNames_areNotThoseOfTheNewestVersion() {
        RowList source = rows();
        IntStream.range(10, 50).forEach(i -> source.live(i, "/registry/secrets/a/" + i, ours(2, 1)));
        var all = new Census(KEY, true);
        source.read(all);

        assertThat(all.count().tallies().getFirst().first()).hasSize(Census.FIRST);
    }

    @Test
    void sourceThatBeginsAgain_leavesNothingBehind() {
        var census = new Census(KEY, false);
        rows().live(1, "/registry/secrets/a/z", ours(1, 1)).read(census);
        rows().live(2, "/registry/configmaps/a/z", ours(2, 1)).read(census);

        assertThat(census.count())
                .isEqualTo(rows().live(2, "/registry/configmaps/a/z", ours(2, 1))
                        .counted()
                        .count());
    }

    @Test
    void writes_areSpreadOverTheRevisions() {
        Count count = rows().live(1, "/registry/secrets/a/a", ours(1, 1))
                .live(4800, "/registry/secrets/a/b", ours(1, 1))
                .live(2401, "/registry/secrets/a/c", ours(2, 1))
                .counted()
                .count();

        assertThat(count.writes().get(1)).hasSize(Census.SLICES).startsWith(1L).endsWith(1L);
        assertThat(count.writes().tailMap(2).firstEntry().getValue().get(Census.SLICES / 2))
                .isEqualTo(1);
    }

    @Test
    void moreKindsThanAnyClusterHas_areCutOffAndSaidSo() {
        RowList source = rows();
        IntStream.range(1, 1_200).forEach(i -> source.live(i, "/registry/secrets/a/" + i, ours(i, i)));
        Count count = source.counted().count();

        assertThat(count.complete()).isFalse();
        assertThat(count.byVersion(true).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1_199);
    }

    @Test
    void moreResourcesThanAnyClusterHas_areCutOffAndSaidSo() {
        RowList source = rows();
        IntStream.range(1, 2_200).forEach(i -> source.live(i, "/registry/r" + i + "/a/z", ours(1, 1)));
        Count count = source.counted().count();

        assertThat(count.complete()).isFalse();
        assertThat(count.byVersion(true)).containsExactly(Map.entry(1, 2_199L));
    }

    private static final byte[] OLD_TYPE = kmsV2(PROVIDER, Arrays.copyOf(envelope(2, 9), envelope(2, 9).length - 2));

    @Test
    void namespacesAndSeedTypes_areCountedInEachTally() {
        Count count = rows().live(1, "/registry/secrets/a/x", ours(2, 1))
                .live(2, "/registry/secrets/a/y", OLD_TYPE)
                .live(3, "/registry/secrets/b/y", ours(2, 1))
                .live(4, "/registry/secrets/b/y/z", ours(2, 1))
                .live(5, "/registry/secrets/c/", ours(2, 1))
                .live(6, "/registry/secrets//d", ours(2, 1))
                .live(7, "/registry/secrets/a/foreign", kmsV2("other", envelope(1, 1)))
                .live(8, "/registry/secrets/a/plain", PLAIN)
                .superseded(1, "/registry/secrets/e/y", ours(2, 1))
                .live(9, "/registry/example.com/widgets/f/z", ours(2, 1))
                .live(10, "/registry/example.com/widgets/z", ours(2, 1))
                .counted()
                .count();

        assertThat(count.tallies())
                .extracting(Tally::category, Tally::resource, Tally::live, Tally::namespaces, Tally::seedTypes)
                .containsExactly(
                        tuple(Category.OURS, "secrets", true, Map.of("", 3L, "a", 2L, "b", 1L), HKDF_AND_OLD),
                        tuple(Category.OURS, "secrets", false, Map.of("e", 1L), Map.of(HKDF, 1L)),
                        tuple(Category.OURS, "widgets.example.com", true, Map.of("", 1L, "f", 1L), Map.of(HKDF, 2L)),
                        tuple(Category.FOREIGN, "secrets", true, Map.of("a", 1L), Map.of()),
                        tuple(Category.PLAINTEXT, "secrets", true, Map.of(), Map.of()));
    }

    private static final SeedType HKDF = SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED;
    private static final Map<SeedType, Long> HKDF_AND_OLD = Map.of(HKDF, 5L, SeedType.AES_GCM_KEY, 1L);

    @Test
    void moreNamespacesThanAnyClusterHas_areCountedTogetherAndLoseNothing() {
        RowList source = rows();
        IntStream.range(1, 16_100).forEach(i -> source.live(i, "/registry/secrets/n" + i + "/z", ours(1, 1)));
        Count count = source.counted().count();

        assertThat(count.complete()).isTrue();
        assertThat(count.tallies()).hasSize(1);
        Map<String, Long> namespaces = count.tallies().getFirst().namespaces();
        assertThat(namespaces).hasSize(16_001).containsEntry(Tally.OTHER_NAMESPACES, 99L);
        assertThat(namespaces.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(16_099);
    }

    @Test
    void keysWithoutEnd_areNoResourceAndLeaveNothingBehind() {
        Count count = rows().live(1, "/registry/" + "r".repeat(5_000) + "/a/z", ours(3, 1))
                .live(2, "/registry/" + "r".repeat(5_001) + "/a/z", PLAIN)
                .live(3, "/registry/secrets/" + "n".repeat(5_000) + "/z", ours(3, 1))
                .counted()
                .count();

        assertThat(count.prefixes()).containsExactly("/registry");
        assertThat(count.tallies())
                .extracting(Tally::category, Tally::resource, Tally::namespaces)
                .containsExactly(
                        tuple(Category.OURS, "no resource", Map.of("a", 1L)),
                        tuple(Category.OURS, "secrets", Map.of(Tally.OTHER_NAMESPACES, 1L)),
                        tuple(Category.OUTSIDE, "no resource", Map.of()));
    }

    @Test
    void headersOfUnusualOrder_areReadEachTime() {
        byte[] odd = kmsV2(
                PROVIDER,
                concat(
                        field(2, keyId(4).getBytes(UTF_8)),
                        field(3, ciphertext(4, 1).getBytes(UTF_8)),
                        field(1, new byte[80])));
        Count count = rows().live(1, "/registry/secrets/a/z", odd)
                .live(2, "/registry/secrets/a/y", odd)
                .counted()
                .count();

        assertThat(count.byVersion(true)).containsExactly(Map.entry(4, 2L));
        assertThat(count.seeds()).isEqualTo(1);
    }

    @Test
    void longKeys_areShownCutOff() {
        String key = "/registry/secrets/a/" + "z".repeat(10_000);
        assertThat(rows().live(1, key, ours(1, 1))
                        .counted()
                        .count()
                        .tallies()
                        .getFirst()
                        .first()
                        .getFirst())
                .hasSize(513)
                .endsWith("…");
    }

    @Test
    void lentBuffers_areLeftAsTheyWere() {
        var row = new StoredRow(new Revision(1, 0), false, true, lent("/registry/secrets/a/z"), lent(ours(1, 1)));
        int key = row.key().position();
        int value = row.value().position();
        var census = new Census(KEY, true);
        census.begin(1);
        census.row(row);

        assertThat(row.key().position()).isEqualTo(key);
        assertThat(row.value().position()).isEqualTo(value);
    }
}
