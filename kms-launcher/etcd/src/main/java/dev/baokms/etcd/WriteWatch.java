package dev.baokms.etcd;

import dev.baokms.core.stored.Revision;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.etcd.proto.Event;
import dev.baokms.etcd.proto.WatchRequest;
import dev.baokms.etcd.proto.WatchResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads every write after a revision, for a limited time. */
final class WriteWatch {
    /** Time for the last writes to arrive after the end. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final EtcdCluster cluster;
    private final EtcdMember member;
    private final Rows rows;
    private long seen;

    WriteWatch(EtcdCluster cluster, long after, Rows rows) {
        this.cluster = cluster;
        this.member = cluster.first();
        this.rows = rows;
        this.seen = after;
    }

    Scan run(Duration howLong) throws RefusedSourceException {
        BlockingClientCall<WatchRequest, WatchResponse> call =
                member.watch(howLong.plus(GRACE).plus(GRACE).toSeconds());
        try {
            call.write(KeyRange.watch(cluster.isKine(), seen + 1, false));
            long begin = System.nanoTime();
            readUntil(call, begin, howLong, Long.MAX_VALUE);
            // Writes may still be on their way, so the watch goes on up to the last of them.
            long last = member.currentRevision();
            if (!readUntil(call, System.nanoTime(), GRACE, last)) {
                throw new RefusedSourceException(
                        member.name(), EtcdClusterTexts.watchIsBehind(last, seen), EtcdClusterTexts.WATCH_IS_BEHIND);
            }
            return complete();
        } catch (StatusException e) {
            throw cluster.refused(member, e.getStatus());
        } catch (StatusRuntimeException e) {
            throw cluster.refused(member, e.getStatus());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedSourceException(
                    member.name(), EtcdClusterTexts.WATCH_INTERRUPTED, EtcdClusterTexts.WATCH_AGAIN);
        } finally {
            call.cancel("the time is over", null);
        }
    }

    /** @return whether everything up to the revision was seen, which ends the reading early */
    private boolean readUntil(
            BlockingClientCall<WatchRequest, WatchResponse> call, long begin, Duration howLong, long revision)
            throws StatusException, InterruptedException, RefusedSourceException {
        while (seen < revision) {
            long left = howLong.toNanos() - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            try {
                take(call.read(Math.min(left, Duration.ofSeconds(1).toNanos()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                call.write(KeyRange.PROGRESS);
            }
            rows.progress(Math.min(1, 1 - (double) left / howLong.toNanos()));
        }
        return true;
    }

    private void take(@Nullable WatchResponse response) throws StatusException, RefusedSourceException {
        if (response == null) {
            throw Status.UNAVAILABLE.withDescription("the watch ended").asException();
        }
        if (response.getCanceled()) {
            throw new RefusedSourceException(
                    member.name(),
                    response.getCompactRevision() > 0
                            ? EtcdClusterTexts.compactedAfter(seen)
                            : EtcdClusterTexts.ENDED_THE_WATCH,
                    EtcdClusterTexts.WATCH_SOONER);
        }
        for (Event each : response.getEventsList()) {
            rows.row(new StoredRow(
                    new Revision(each.getKv().getModRevision(), 0),
                    each.getType() == Event.EventType.DELETE,
                    true,
                    each.getKv().getKey().asReadOnlyByteBuffer(),
                    each.getKv().getValue().asReadOnlyByteBuffer()));
        }
        if (response.getEventsCount() > 0 && !response.getFragment()) {
            seen = Math.max(
                    seen,
                    response.getEvents(response.getEventsCount() - 1).getKv().getModRevision());
        } else if (cluster.isKine() && !response.getCreated()) {
            // Revisions of kine have gaps, and kine reports the progress of a watch only once it is true.
            seen = Math.max(seen, response.getHeader().getRevision());
        }
    }

    private Scan.Complete complete() {
        return new Scan.Complete(
                cluster.name(),
                cluster.isKine() ? Scan.Kind.KINE : Scan.Kind.ETCD,
                seen,
                OptionalLong.empty(),
                false,
                cluster.identity(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                cluster.remarks());
    }
}
