package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What etcd's small buckets say.
 *
 * @param finished revision up to which rows were compacted, 0 when none were
 * @param scheduled revision of the compaction that began last, 0 when none did
 * @param members ids in hex
 */
record StoreFacts(long finished, long scheduled, List<String> members) {
    /** A cluster has a handful. */
    private static final int MOST_MEMBERS = 64;

    StoreFacts {
        members = List.copyOf(members);
    }

    static StoreFacts of(BoltFile bolt) throws RefusedSourceException {
        var revisions = new long[2];
        bolt.backward("meta", (page, index) -> {
            if (isKey(page, index, "finishedCompactRev")) {
                revisions[0] = revision(bolt, page, index);
            } else if (isKey(page, index, "scheduledCompactRev")) {
                revisions[1] = revision(bolt, page, index);
            }
        });
        var members = new ArrayList<String>();
        bolt.backward("members", (page, index) -> {
            var name = new byte[page.keyLength(index)];
            page.lend(page.keyOffset(index), name.length).get(name);
            if (members.size() < MOST_MEMBERS) {
                members.addFirst(new String(name, UTF_8));
            }
        });
        return new StoreFacts(revisions[0], revisions[1], members);
    }

    /** The lowest revision at which a read may still be answered. A compaction that has only begun may not count. */
    long compacted() {
        return finished;
    }

    long newestCompaction() {
        return Math.max(finished, scheduled);
    }

    /**
     * The revision up to which a member's hash leaves rows out, from the moment a compaction begins; -1 when none did.
     */
    long hashedCompaction() {
        return newestCompaction() == 0 ? -1 : newestCompaction();
    }

    static boolean isNamed(byte[] name, String expected) {
        return Arrays.equals(name, expected.getBytes(UTF_8));
    }

    private static boolean isKey(BoltPage page, int index, String expected) {
        var name = new byte[page.keyLength(index)];
        page.lend(page.keyOffset(index), name.length).get(name);
        return isNamed(name, expected);
    }

    private static long revision(BoltFile bolt, BoltPage page, int index) throws RefusedSourceException {
        if (page.valueLength(index) != HistoryRow.REVISION_BYTES) {
            throw new RefusedSourceException(
                    bolt.place(page.id()), EtcdFileTexts.NOT_A_COMPACTION, EtcdFileTexts.ANOTHER_COPY);
        }
        long main = page.lend(page.valueOffset(index), Long.BYTES).getLong();
        if (main < 0) {
            throw new RefusedSourceException(
                    bolt.place(page.id()), EtcdFileTexts.COMPACTION_OUT_OF_RANGE, EtcdFileTexts.ANOTHER_COPY);
        }
        return main;
    }
}
