package dev.baokms.etcd;

import com.google.protobuf.ByteString;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.etcd.proto.KeyValue;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/**
 * Reads the live keys page by page. The first page asks the leader for the current revision. The other pages are read
 * at that revision, where possible from the member alone, which costs the cluster nothing.
 */
final class RangeScan {
    private static final int FIRST_LIMIT = 1000;
    private static final int MOST_STARTS = 4;
    /** This scan's share of the progress. The rest is for the history. */
    static final double SHARE = 0.7;

    private final EtcdCluster cluster;
    private final EtcdMember member;
    private final Supplier<KeyMemory> memories;
    private final Rows rows;
    private final MemberPace pace = MemberPace.ofPages();
    private ToldRows told;
    private int limit = FIRST_LIMIT;
    private boolean serializable;
    private long revision;
    private long count;

    RangeScan(EtcdCluster cluster, Supplier<KeyMemory> memories, Rows rows) {
        this.cluster = cluster;
        this.member = cluster.first();
        this.memories = memories;
        this.rows = rows;
        this.told = new ToldRows(member.name(), memories.get(), rows);
        this.serializable = !cluster.isKine();
    }

    /** The revision at which the keys were read. */
    long revision() {
        return revision;
    }

    long keys() {
        return count;
    }

    ToldRows told() {
        return told;
    }

    void run() throws RefusedSourceException {
        for (int start = 1; start <= MOST_STARTS; start++) {
            try {
                pages();
                return;
            } catch (StatusRuntimeException e) {
                if (!CallFailure.isCompacted(e.getStatus())) {
                    throw cluster.refused(member, e.getStatus());
                }
                cluster.remark(EtcdClusterTexts.beganAgain(revision));
                told = new ToldRows(member.name(), memories.get(), rows);
            }
        }
        throw new RefusedSourceException(
                member.name(), EtcdClusterTexts.compactedTooOften(MOST_STARTS), EtcdClusterTexts.READ_A_SNAPSHOT);
    }

    private void pages() throws RefusedSourceException {
        count = 0;
        RangeRequest all = KeyRange.all(cluster.isKine());
        RangeResponse page = page(all);
        revision = page.getHeader().getRevision();
        long expected = page.getCount();
        rows.begin(revision);
        ByteString last = tell(page, all.getKey());
        while (page.getMore()) {
            page = page(all.toBuilder()
                    .setKey(KeyRange.after(last))
                    .setRevision(revision)
                    .setSerializable(serializable)
                    .build());
            last = tell(page, last);
            rows.progress(SHARE * Math.min(1, (double) count / Math.max(1, expected)));
            pace.pieceDone();
        }
        if (!cluster.isKine() && count != expected) {
            throw odd(EtcdClusterTexts.fewerKeys(count, expected));
        }
    }

    private RangeResponse page(RangeRequest request) throws RefusedSourceException {
        RangeRequest asked = request;
        while (true) {
            try {
                return member.range(asked.toBuilder().setLimit(limit).build());
            } catch (StatusRuntimeException e) {
                if (CallFailure.isTooLarge(e.getStatus()) && limit > 1) {
                    limit /= 2;
                } else if (CallFailure.isFuture(e.getStatus()) && asked.getSerializable()) {
                    // The member is behind the leader, so it asks the leader from now on.
                    serializable = false;
                    asked = asked.toBuilder().setSerializable(false).build();
                } else {
                    throw e;
                }
            }
        }
    }

    private ByteString tell(RangeResponse page, ByteString before) throws RefusedSourceException {
        if (page.getKvsCount() == 0 && page.getMore()) {
            throw odd(EtcdClusterTexts.PROMISED_MORE);
        }
        ByteString last = before;
        for (KeyValue each : page.getKvsList()) {
            if (ByteString.unsignedLexicographicalComparator().compare(each.getKey(), last) <= 0
                    && !last.equals(before)) {
                throw odd(EtcdClusterTexts.KEYS_NOT_IN_ORDER);
            }
            if (each.getModRevision() > revision || each.getModRevision() <= 0) {
                throw odd(EtcdClusterTexts.keyOfLaterRevision(each.getModRevision(), revision));
            }
            told.live(each);
            last = each.getKey();
            count++;
        }
        return last;
    }

    private RefusedSourceException odd(String reason) {
        return new RefusedSourceException(member.name(), reason, EtcdClusterTexts.READ_A_SNAPSHOT_INSTEAD);
    }
}
