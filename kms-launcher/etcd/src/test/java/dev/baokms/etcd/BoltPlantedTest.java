package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Scan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thing wrong in a file that is right: refused, with the page and the reason. */
class BoltPlantedTest {
    private static final int PAGE = 1024;

    @TempDir
    private Path folder;

    private ByteBuffer file = ByteBuffer.allocate(0);
    private int leaf;
    private int otherLeaf;
    private int branch;
    private int root;
    private int list;

    /** Leaves of four rows, branches of four leaves, and a list of two free pages. */
    @BeforeEach
    void sound() {
        var history = new History();
        for (int i = 0; i < 64; i++) {
            history.put("/registry/secrets/default/s" + i, "value " + i);
        }
        file = ByteBuffer.wrap(history.into(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                                .mostElements(4)
                                .freelist(2))
                        .image())
                .order(ByteOrder.LITTLE_ENDIAN);
        root = (int) file.getLong(32);
        list = (int) file.getLong(48);
        leaf = first(2);
        otherLeaf = leaf + 1;
        branch = first(1);
    }

    private int first(int flags) {
        for (int i = 2; i < file.capacity() / PAGE; i++) {
            if (file.getShort(i * PAGE + 8) == flags) {
                return i;
            }
        }
        throw new AssertionError("no page with the flags " + flags);
    }

    private static int element(int page, int index) {
        return page * PAGE + 16 + 16 * index;
    }

    private Scan scan() throws IOException {
        return scan(file.array());
    }

    private Scan scan(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("db"), bytes);
        return new FileSource(path, true, folder, new SecureRandom(), 1 << 20).read(new Told());
    }

    private void assertRefused(int page, String... reason) throws IOException {
        assertThat(scan()).isInstanceOfSatisfying(Scan.Refused.class, refused -> {
            assertThat(refused.place()).contains(", page " + page);
            assertThat(refused.reason()).contains(reason);
            assertThat(refused.cure()).isNotBlank();
        });
    }

    /** So that a checksum is right where something else is to be wrong. */
    private void sealMetas() {
        for (int at = 0; at <= PAGE; at += PAGE) {
            file.putLong(at + 72, BoltWriter.fnv(file.array(), at + 16, 56));
        }
    }

    @Test
    void soundFile_isRead() throws IOException {
        assertThat(scan()).isInstanceOf(Scan.Complete.class);
    }

    @Test
    void magicNumberOfNeitherOrder_isRefused() throws IOException {
        file.putInt(16, 1).putInt(PAGE + 16, 1);

        assertRefused(0, "meta page");
    }

    @Test
    void bothChecksumsWrong_areRefused() throws IOException {
        file.put(72, (byte) (file.get(72) ^ 1)).put(PAGE + 72, (byte) (file.get(PAGE + 72) ^ 1));

        assertRefused(0, "checksum");
    }

    @Test
    void otherVersionOfTheFormat_isRefused() throws IOException {
        file.putInt(20, 3).putInt(PAGE + 20, 3);
        sealMetas();

        assertRefused(0, "version 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneMetaPageDamaged_theOtherCounts(int which) throws IOException {
        file.put(which * PAGE + 40, (byte) 7);

        assertThat(scan()).isInstanceOf(Scan.Complete.class);
    }

    @Test
    void moreSaidPagesThanBytes_areRefused() throws IOException {
        file.putLong(56, file.getLong(56) + 1);
        sealMetas();

        assertThat(scan())
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("cut off"));
    }

    @Test
    void rootOutOfTheFile_isRefused() throws IOException {
        file.putLong(32, -1);
        sealMetas();

        assertThat(scan())
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("root is page"));
    }

    @Test
    void pageWithTheNumberOfAnother_isRefused() throws IOException {
        file.putLong(leaf * PAGE, 77);

        assertRefused(leaf, "says that it is page 77");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 6, 16, 32})
    void flagsOfNoPageOfATree_areRefused(int flags) throws IOException {
        file.putShort(leaf * PAGE + 8, (short) flags);

        assertRefused(leaf, "flags");
    }

    @Test
    void moreElementsThanFit_areRefused() throws IOException {
        file.putShort(leaf * PAGE + 10, (short) 64);

        assertRefused(leaf, "do not fit");
    }

    @Test
    void leafEmptiedBelowABranch_isRefused() throws IOException {
        file.putShort(leaf * PAGE + 10, (short) 0);

        assertRefused(leaf, "without an element");
    }

    @Test
    void branchWithoutAChild_isRefused() throws IOException {
        file.putShort(branch * PAGE + 10, (short) 0);

        assertRefused(branch, "without a child");
    }

    @Test
    void overflowBeyondTheLastPage_isRefused() throws IOException {
        file.putInt(leaf * PAGE + 12, 1 << 20);

        assertRefused(leaf, "beyond the last page");
    }

    @Test
    void overflowOverAnotherPage_isRefused() throws IOException {
        file.putInt(leaf * PAGE + 12, 1);

        assertRefused(otherLeaf, "used twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12})
    void elementOutOfItsPage_isRefused(int field) throws IOException {
        file.putInt(element(leaf, 1) + field, -5);

        assertRefused(leaf, "element 1");
    }

    @Test
    void keyOverTheElements_isRefused() throws IOException {
        file.putInt(element(leaf, 1) + 4, 0);

        assertRefused(leaf, "element 1 takes the bytes");
    }

    @Test
    void emptyKey_isRefused() throws IOException {
        file.putInt(element(leaf, 1) + 8, 0);

        assertRefused(leaf, "the key of element 1 has 0 bytes");
    }

    @Test
    void unknownFlagsOfAnElement_areRefused() throws IOException {
        file.putInt(element(leaf, 1), 2);

        assertRefused(leaf, "flags 0x2");
    }

    @Test
    void keysInTheWrongOrder_areRefused() throws IOException {
        swapPositions(leaf);

        assertRefused(leaf, "not above the one before");
    }

    private void swapPositions(int page) {
        int first = file.getInt(element(page, 0) + 4);
        int second = file.getInt(element(page, 1) + 4);
        file.putInt(element(page, 0) + 4, second + 16).putInt(element(page, 1) + 4, first - 16);
    }

    @Test
    void keyBelowWhatTheBranchSays_isRefused() throws IOException {
        int at = element(otherLeaf, 0) + file.getInt(element(otherLeaf, 0) + 4);
        file.putLong(at, 0);

        assertRefused(otherLeaf, "first key is below");
    }

    @Test
    void keyAboveTheNextBranchElement_isRefused() throws IOException {
        int at = element(leaf, 3) + file.getInt(element(leaf, 3) + 4);
        file.put(at, (byte) 0x7f);

        assertRefused(leaf, "last key is not below");
    }

    @Test
    void childThatIsNoPage_isRefused() throws IOException {
        file.putLong(element(branch, 1) + 8, 1L << 40);

        assertRefused(1, "something points to it");
    }

    @Test
    void twoWaysToOnePage_areRefused() throws IOException {
        int lease = element(root, 1) + file.getInt(element(root, 1) + 4) + "lease".length();
        int meta = element(root, 2) + file.getInt(element(root, 2) + 4) + "meta".length();
        file.putLong(lease, file.getLong(meta));

        assertRefused((int) file.getLong(meta), "used twice");
    }

    @Test
    void branchThatLeadsToItself_isRefused() throws IOException {
        file.putLong(element(branch, 0) + 8, branch);

        assertRefused(branch, "used twice");
    }

    @Test
    void pageThatIsLost_isRefused() throws IOException {
        // Its rows would be missing, and every page that is left is whole.
        int last = file.getShort(branch * PAGE + 10) - 1;
        int lost = (int) file.getLong(element(branch, last) + 8);
        file.putShort(branch * PAGE + 10, (short) last);

        assertRefused(lost, "nothing leads to it");
    }

    @Test
    void pageThatIsFreeAndInUse_isRefused() throws IOException {
        file.putLong(list * PAGE + 16, leaf);

        assertRefused(leaf, "in use");
    }

    @Test
    void freePageThatIsNone_isRefused() throws IOException {
        file.putLong(list * PAGE + 16, 1L << 50);

        assertRefused(list, "as free");
    }

    @Test
    void listOfFreePagesThatIsNone_isRefused() throws IOException {
        file.putShort(list * PAGE + 8, (short) 2);

        assertRefused(list, "not a list of free pages");
    }

    @Test
    void moreFreePagesThanFit_areRefused() throws IOException {
        file.putShort(list * PAGE + 10, (short) -1).putLong(list * PAGE + 16, 1L << 40);

        assertRefused(list, "do not fit");
    }

    @Test
    void elementBesideTheBuckets_isRefused() throws IOException {
        file.putInt(element(root, 0), 0);

        assertRefused(root, "is not one");
    }

    @Test
    void bucketWithoutARoot_isRefused() throws IOException {
        file.putInt(element(root, 0) + 12, 8);

        assertRefused(root, "need 16");
    }

    @Test
    void bucketInABucket_isRefused() throws IOException {
        file.putInt(element(leaf, 1), 1);

        assertRefused(leaf, "bucket in bucket 'key'");
    }

    @Test
    void treeDeeperThanAnyFile_isRefused() throws IOException {
        // A branch of one child each.
        var image = ByteBuffer.allocate(80 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        image.put(file.array(), 0, 2 * PAGE).putLong(32, 2).putLong(48, -1).putLong(56, 80);
        image.putLong(PAGE + 32, 2).putLong(PAGE + 48, -1).putLong(PAGE + 56, 80);
        for (int i = 2; i < 80; i++) {
            int at = i * PAGE;
            image.putLong(at, i).putShort(at + 8, (short) 1).putShort(at + 10, (short) 1);
            image.putInt(at + 16, 16).putInt(at + 20, 3).putLong(at + 24, i + 1);
            image.put(at + 32, "key".getBytes(UTF_8));
        }
        file = image;
        sealMetas();

        assertRefused(66, "deeper than 64");
    }

    @Test
    void pageLongerThanIsKept_isRefused() throws IOException {
        var value = new byte[BoltPages.MOST_BYTES];
        file = ByteBuffer.wrap(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                .bucket("key", Map.of(History.revision(2, 0, false), value))
                .image());

        assertRefused(2, "more than the 24 MiB");
    }

    @Test
    void rowsThatAreNotOfEtcd_areRefused() throws IOException {
        byte[] good = History.keyValue("a".getBytes(UTF_8), 2, new byte[0]);
        var planted = new TreeMap<String, Map<byte[], byte[]>>();
        planted.put("not a revision", Map.of("short".getBytes(UTF_8), good));
        planted.put("out of range", Map.of(History.revision(-2, 0, false), good));
        planted.put("not a KeyValue", Map.of(History.revision(2, 0, false), new byte[] {0x0A, 0x7f}));
        planted.put("a row without a key", Map.of(History.revision(2, 0, false), new byte[] {0x18, 0x02}));
        planted.put("was written at revision 2, and is stored at 3", Map.of(History.revision(3, 0, false), good));
        for (Map.Entry<String, Map<byte[], byte[]>> each : planted.entrySet()) {
            file = ByteBuffer.wrap(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                    .bucket("key", each.getValue())
                    .image());

            assertRefused(2, each.getKey());
        }
    }

    @Test
    void fileWithoutTheBucketOfKeys_isRefused() throws IOException {
        byte[] other = new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                .bucket("jobs", Map.of())
                .image();

        assertThat(scan(other))
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no bucket 'key'"));
    }

    @Test
    void compactRevisionThatIsNone_isRefused() throws IOException {
        byte[] other = new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                .bucket("key", Map.of())
                .bucket("meta", Map.of("finishedCompactRev".getBytes(UTF_8), new byte[3]))
                .image();

        assertThat(scan(other))
                .isInstanceOfSatisfying(
                        Scan.Refused.class,
                        refused -> assertThat(refused.reason()).contains("compact revision"));
    }
}
