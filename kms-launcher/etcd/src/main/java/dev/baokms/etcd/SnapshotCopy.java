package dev.baokms.etcd;

import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.etcd.EtcdCluster.MemberHash;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A copy of one member's database, read as a file and compared with the hash that each member reports. */
final class SnapshotCopy implements AutoCloseable {
    private static final double SHARE_OF_COPY = 0.4;
    private static final int PIECES_BETWEEN_REPORTS = 64;

    private final EtcdCluster cluster;
    private final EtcdMember member;
    private final Path folder;
    private @Nullable TemporaryFile file;
    private long atLeast;

    SnapshotCopy(EtcdCluster cluster, Path folder) {
        this.cluster = cluster;
        this.member = cluster.first();
        this.folder = folder;
    }

    /** @return false when no copy is available; a remark then says so */
    boolean fetch(DoubleConsumer progress) throws RefusedSourceException {
        TemporaryFile copy = TemporaryFile.in(folder, member.name());
        file = copy;
        try {
            // The copy contains everything that was written before it began.
            atLeast = member.currentRevision();
            copy(copy, progress);
            return true;
        } catch (StatusRuntimeException e) {
            if (isRefusal(e.getStatus())) {
                cluster.remark(EtcdClusterTexts.noSnapshot(
                        member.name(), cluster.refused(member, e.getStatus()).reason()));
                return false;
            }
            throw cluster.refused(member, e.getStatus());
        }
    }

    private static boolean isRefusal(Status status) {
        return switch (status.getCode()) {
            case PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED, UNKNOWN, INVALID_ARGUMENT -> true;
            default -> false;
        };
    }

    private void copy(TemporaryFile copy, DoubleConsumer progress) throws RefusedSourceException {
        MemberPace pace = MemberPace.ofStream();
        var done = new Object() {
            long bytes;
            int count;
        };
        member.snapshot(piece -> {
            copy.write(piece.getBlob().asReadOnlyByteBuffer());
            done.bytes += piece.getBlob().size();
            if (done.count++ % PIECES_BETWEEN_REPORTS == 0) {
                progress.accept(SHARE_OF_COPY * done.bytes / Math.max(1, done.bytes + piece.getRemainingBytes()));
            }
            pace.pieceDone();
        });
    }

    /** Reads the copy that {@link #fetch} made. */
    Scan read(KeyMemory keys, Rows rows) throws RefusedSourceException {
        @Nullable TemporaryFile copy = file;
        if (copy == null) {
            throw new IllegalStateException("nothing was fetched");
        }
        // This machine may run the member, too.
        DataFile data = copy.data().paced(MemberPace.ofStream());
        Rows later = new Later(rows);
        BoltImage image = BoltImage.of(data, false, share -> later.progress(share * FileSource.FOR_HASH));
        var scan = new FileScan(data, new BoltFile(data, image.size()), keys, later);
        var hashes = new ArrayList<MemberHash>();
        scan.run(revision -> {
            hashes.addAll(cluster.hashes(revision));
            return hashes.stream().map(MemberHash::compactRevision).toList();
        });
        if (scan.revision() < atLeast) {
            throw new RefusedSourceException(
                    member.name(),
                    EtcdClusterTexts.copyIsBehind(scan.revision(), atLeast),
                    EtcdClusterTexts.READ_ANOTHER_MEMBER);
        }
        return complete(scan, compared(scan, hashes), hashes);
    }

    /**
     * Compares each member's hash with the copy's hash for the same compact revision, since rows below that revision
     * are left out. A hash is not comparable when the copy has lost rows to a later compaction.
     */
    private OptionalInt compared(FileScan scan, List<MemberHash> hashes) throws RefusedSourceException {
        for (int i = 0; i < hashes.size(); i++) {
            MemberHash each = hashes.get(i);
            if (each.compactRevision() < scan.facts().finished() && scan.facts().finished() > 0) {
                cluster.remark(EtcdClusterTexts.hashesNotComparable(each.member()));
            } else if (scan.hashes().get(i + 1).value() != each.hash()) {
                throw cluster.differs(each.member(), EtcdClusterTexts.copyFrom(member.name()));
            }
        }
        OptionalInt agreed = cluster.agreed(hashes);
        return agreed.isPresent()
                ? agreed
                : OptionalInt.of(scan.hashes().getFirst().value());
    }

    private Scan complete(FileScan scan, OptionalInt hash, List<MemberHash> hashes) {
        Map<String, String> identity = cluster.identity();
        EtcdCluster.putHashes(identity, hashes);
        identity.put("total-keys", Long.toString(scan.liveKeys()));
        return new Scan.Complete(
                cluster.name(),
                Scan.Kind.ETCD,
                scan.revision(),
                OptionalLong.of(scan.facts().compacted()),
                true,
                identity,
                OptionalInt.empty(),
                OptionalLong.empty(),
                hash,
                cluster.remarks());
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    /** Counts the copying as done when it reports progress. */
    private record Later(Rows rows) implements Rows {
        @Override
        public void begin(long revision) {
            rows.begin(revision);
        }

        @Override
        public void row(StoredRow row) {
            rows.row(row);
        }

        @Override
        public void progress(double share) {
            rows.progress(SHARE_OF_COPY + (1 - SHARE_OF_COPY) * share);
        }
    }
}
