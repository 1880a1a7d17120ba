package dev.baokms.operator.inventory;

import static dev.baokms.core.stored.StoredValues.KEY;
import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.envelope;
import static dev.baokms.core.stored.StoredValues.kmsV2;
import static dev.baokms.core.stored.StoredValues.ours;
import static dev.baokms.operator.inventory.Inventories.PLAIN;
import static dev.baokms.operator.inventory.Inventories.etcd;
import static dev.baokms.operator.inventory.Inventories.everythingSaid;
import static dev.baokms.operator.inventory.Inventories.nothingSaid;
import static dev.baokms.operator.inventory.Inventories.rewritten;
import static dev.baokms.operator.inventory.Inventories.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Census;
import dev.baokms.core.stored.RowList;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.operator.inventory.Inventories.Cluster;
import dev.baokms.operator.inventory.Inventory.Comparison;
import dev.baokms.operator.inventory.InventoryRun.Result;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.telemetry.Json;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class InventoryTest {
    private static String text(Inventory inventory) {
        var out = new StringWriter();
        InventoryText.print(inventory, new PrintWriter(out, true));
        return out.toString();
    }

    private static String json(Inventory inventory) {
        return Json.of(InventoryJson.of(inventory));
    }

    @Test
    void everythingMet_isSafeInOneSentence() {
        assertThat(text(Inventories.safe()))
                .startsWith("safe: min_decryption_version may be raised to 3; nothing in these sources needs an older"
                        + " version\n")
                .contains("[met] 6 every backup")
                .doesNotContain("[unknown]", "not met");
        assertThat(json(Inventories.safe())).contains("\"safe\":true,\"highestSafeMinDecryptionVersion\":3");
    }

    @Test
    void everythingMetBelowTheNewestVersion_saysWhatIsNotRewritten() {
        RowList rows = rewritten().live(33, "/registry/secrets/b/old", ours(2, 1));

        assertThat(text(Inventories.of(everythingSaid(), new Cluster(rows, etcd(), OptionalInt.empty()))))
                .startsWith("safe: min_decryption_version may be raised to 2; nothing in these sources needs an older"
                        + " version, but 1 live object is still of versions below 3, the lowest is 2\n");
    }

    @Test
    void membersThatAreAskedFor_areThere() {
        RowList rows = rewritten()
                .live(33, "/registry/secrets/b/old", ours(1, 1))
                .superseded(10, "/registry/secrets/a/x", ours(1, 1))
                .superseded(12, "/registry/secrets/b/deleted", ours(2, 1))
                .deleted(34, "/registry/secrets/b/deleted")
                .live(35, "/registry/configmaps/a/odd", new byte[] {9})
                .live(36, "/registry/configmaps/a/other", kmsV2("other", envelope(1, 1)))
                .live(37, "/registry/configmaps/a/garbage", kmsV2(PROVIDER, new byte[] {1}));

        assertThat(json(Inventories.of(nothingSaid(), rows)))
                .contains(
                        "\"live\":{\"1\":1,\"3\":2},\"history\":{\"1\":1,\"2\":1},\"plaintext\":1,\"foreign\":1,\"unknown\":2,\"damaged\":0")
                .contains("\"highestSafeMinDecryptionVersion\":null");
    }

    @Test
    void sourceWithoutHistory_saysNothingOfIt() {
        Inventory inventory = Inventories.of(
                everythingSaid(), new Cluster(rewritten().withoutHistory(), etcd(), OptionalInt.empty()));

        assertThat(json(inventory)).contains("\"history\":null", "\"safe\":false");
        assertThat(text(inventory)).contains("not read", "[unknown] 4 compaction");
    }

    @Test
    void stragglers_areNamedByKeyUpToTen() {
        RowList rows = rewritten();
        IntStream.range(10, 30).forEach(i -> rows.live(i, "/registry/secrets/b/" + i, ours(2, 1)));
        String text = text(Inventories.of(nothingSaid(), rows));

        assertThat(text)
                .startsWith(
                        "not yet: 20 live objects are still of versions below 3, the lowest is 2; of six conditions 0"
                                + " not met and 5 not known\n")
                .contains("  20 of secrets, version 2 (in order): 20 in b\n    /registry/secrets/b/10\n")
                .contains("/registry/secrets/b/19\n    and 10 more; --all names them")
                .doesNotContain("/registry/secrets/b/20");
    }

    @Test
    void newestOfFiles_isTheLiveState() {
        RowList old = snapshot("old.db").live(5, "/registry/secrets/a/x", ours(1, 1));
        RowList young = snapshot("young.db").live(9, "/registry/secrets/a/x", ours(2, 1));
        Inventory inventory = Inventories.ofFiles(old, young);

        assertThat(inventory.live().scan().name()).isEqualTo("/backup/young.db");
        assertThat(json(inventory)).contains("\"live\":{\"2\":1}", "\"highestSafeMinDecryptionVersion\":1");
        assertThat(text(inventory))
                .startsWith("not yet: /backup/old.db still needs version 1;")
                .containsPattern("version +live +history +old.db +oldest write +newest write")
                .containsPattern("1 +0 +0 +1 +rev 5 +rev 5")
                .containsPattern("2 +1 +0 +0 +rev 9 +rev 9");
    }

    @Test
    void clusterThatWasAsked_isTheLiveState_andFilesAreComparedWithIt() {
        RowList later = snapshot("later.db").live(99, "/registry/secrets/a/x", ours(3, 1));
        Inventory same = Inventories.of(nothingSaid(), new Cluster(rewritten(), etcd(), OptionalInt.of(0xBEEF)), later);
        Inventory other = Inventories.of(nothingSaid(), new Cluster(rewritten(), etcd(), OptionalInt.of(1)), later);

        assertThat(same.live().scan().kind()).isEqualTo(Scan.Kind.ETCD);
        assertThat(same.comparisons()).isEqualTo(Map.of("/backup/later.db", Comparison.SAME));
        assertThat(text(same))
                .contains("HashKV 0000beef, which is the cluster's at that revision: the file is the cluster");
        assertThat(other.comparisons()).isEqualTo(Map.of("/backup/later.db", Comparison.DIFFERENT));
        assertThat(text(other)).contains("which is not the cluster's at that revision");
    }

    @Test
    void refusedSource_refusesAll() {
        RowSource broken = told -> new Scan.Refused("b.db, page 7", "is met twice", "take another snapshot");

        assertThat(Inventories.run(nothingSaid(), Optional.empty(), List.of(snapshot("a.db"), broken)))
                .isEqualTo(
                        new Result.Refused(new Scan.Refused("b.db, page 7", "is met twice", "take another snapshot")));
    }

    @Test
    void watchThatSeesAnOldWrite_isNotMet() {
        RowList written = etcd().live(40, "/registry/secrets/a/x", ours(2, 1));
        Inventory inventory = Inventories.of(everythingSaid(), new Cluster(rewritten(), written, OptionalInt.empty()));

        assertThat(text(inventory)).contains("[not met] 3 no write", "restart the API server");
    }

    @Test
    void plaintextAndDamage_areTold() {
        RowList rows = rewritten()
                .live(40, "/registry/secrets/a/plain", PLAIN)
                .live(41, "/registry/secrets/a/two", kmsV2(PROVIDER, envelope("arn:1", "vault:v2:x", Map.of())));
        String text = text(Inventories.of(nothingSaid(), rows));

        assertThat(text)
                .startsWith("not known: 1 row of this provider name no version")
                .contains("in plaintext: 1 of pods, 1 of secrets")
                .contains("  1 of secrets, damaged: its wrapped seed is not in this provider's form\n"
                        + "    /registry/secrets/a/two");
    }

    @Test
    void nothingOfTheProvider_asksForItsName() {
        assertThat(text(Inventories.ofFiles(snapshot("a.db").live(1, "/registry/secrets/a/x", PLAIN))))
                .startsWith("nothing found: no object of provider " + PROVIDER);
    }

    @Test
    void keyThatWouldMoveTheCursor_isShownAsText() {
        RowList rows = rewritten().live(40, "/registry/secrets/a/\u001b[2J", ours(1, 1));

        assertThat(text(Inventories.of(nothingSaid(), rows)))
                .contains("/registry/secrets/a/\\u001b[2J")
                .doesNotContain("\u001b");
    }

    @Test
    void page_isWellFormedAndLoadsNothing() throws Exception {
        RowList rows = rewritten().live(40, "/registry/secrets/a/<script>&\u001b", ours(1, 1));
        String page = InventoryPage.of(Inventories.of(nothingSaid(), rows));

        // But for the void elements of its head it is XML, so every name in it was escaped.
        String body =
                page.substring(page.indexOf("<body>"), page.indexOf("</html>")).replace("<br>", "<br/>");
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(body)));
        assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThan(5);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(body).contains("&lt;script&gt;&amp;\\u001b", "secrets, version 3: 2", "from revision ");
        assertThat(page)
                .contains("default-src 'none'", "prefers-color-scheme: dark", "@media print")
                .doesNotContain("http://", "https://fonts", "<link", "src=", "url(");
    }

    @Test
    void progress_isToldOnATerminalAlone() {
        var seen = new StringWriter();
        long[] nanos = {0};
        RowSource slow = told -> {
            told.begin(1);
            nanos[0] += 2_000_000_000L;
            told.progress(0.25);
            return new Scan.Refused("", "", "");
        };
        new ProgressLine(new PrintWriter(seen), true, () -> nanos[0]).read(slow, new Census(KEY, false));

        assertThat(seen.toString())
                .contains("read 0 rows, 0 a second, 25 %, 6 s left")
                .endsWith("\r\u001b[K");
        new ProgressLine(new PrintWriter(seen), false, () -> nanos[0]).say("quiet");
        assertThat(seen.toString()).doesNotContain("quiet");
    }
}
