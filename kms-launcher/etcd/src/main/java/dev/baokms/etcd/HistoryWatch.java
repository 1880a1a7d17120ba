package dev.baokms.etcd;

import dev.baokms.etcd.proto.Event;
import dev.baokms.etcd.proto.WatchRequest;
import dev.baokms.etcd.proto.WatchResponse;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was superseded or deleted since the last compaction: a watch from there up to a revision returns the
 * writes and the value before each. The refusal of a watch that begins too early tells the first compact revision.
 */
final class HistoryWatch {
    private static final int MOST_STARTS = 5;
    private static final int SECONDS = 120;
    private final EtcdCluster cluster;
    private final long revision;
    private final ToldRows told;
    private final MemberPace pace = MemberPace.ofPages();
    private long compacted;

    /** @param told the rows that were told as live */
    HistoryWatch(EtcdCluster cluster, long revision, ToldRows told) {
        this.cluster = cluster;
        this.revision = revision;
        this.told = told;
    }

    /** @return the compact revision from which everything was told; empty when the history could not be read */
    OptionalLong run() throws RefusedSourceException {
        for (int start = 0; start < MOST_STARTS; start++) {
            if (compacted >= revision || revision <= 1) {
                return OptionalLong.of(compacted);
            }
            BlockingClientCall<WatchRequest, WatchResponse> call =
                    cluster.first().watch(SECONDS);
            try {
                if (isRead(call)) {
                    return OptionalLong.of(compacted);
                }
            } catch (StatusException e) {
                return unread(cluster.refused(cluster.first(), e.getStatus()).reason());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return unread(EtcdClusterTexts.STOPPED);
            } finally {
                call.cancel("everything was read", null);
            }
        }
        return unread(EtcdClusterTexts.COMPACTED_AGAIN);
    }

    private OptionalLong unread(String why) {
        cluster.remark(EtcdClusterTexts.supersededNotRead(why));
        return OptionalLong.empty();
    }

    /** @return false when the watch began before the compact revision, which is now known */
    private boolean isRead(BlockingClientCall<WatchRequest, WatchResponse> call)
            throws StatusException, InterruptedException, RefusedSourceException {
        call.write(KeyRange.watch(cluster.isKine(), compacted + 1, true));
        while (true) {
            @Nullable WatchResponse response = next(call);
            if (response == null) {
                throw io.grpc.Status.UNAVAILABLE
                        .withDescription("the watch ended")
                        .asException();
            }
            if (response.getCanceled()) {
                if (response.getCompactRevision() > compacted) {
                    compacted = response.getCompactRevision();
                    return false;
                }
                throw io.grpc.Status.UNAVAILABLE
                        .withDescription(response.getCancelReason())
                        .asException();
            }
            if (isLast(response)) {
                return true;
            }
            pace.pieceDone();
        }
    }

    private @Nullable WatchResponse next(BlockingClientCall<WatchRequest, WatchResponse> call)
            throws StatusException, InterruptedException {
        while (true) {
            try {
                return call.read(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                call.write(KeyRange.PROGRESS);
            }
        }
    }

    /**
     * Tells the writes of an answer, and returns whether the watch has reached the revision. The writes of one
     * transaction arrive together, before those of a later one.
     */
    private boolean isLast(WatchResponse response) throws RefusedSourceException {
        long seen = 0;
        for (Event each : response.getEventsList()) {
            seen = each.getKv().getModRevision();
            if (seen <= revision) {
                tell(each);
            }
        }
        if (response.getFragment()) {
            return false;
        }
        // Before 3.4.25 and 3.5.8, etcd reports the progress of a watch that lags behind. Its revisions have no gaps,
        // so no report is needed.
        boolean told = cluster.isKine() && response.getEventsCount() == 0 && !response.getCreated();
        return seen >= revision || (told && response.getHeader().getRevision() >= revision);
    }

    private void tell(Event event) throws RefusedSourceException {
        if (event.hasPrevKv()) {
            told.superseded(event.getPrevKv());
        }
        if (event.getType() == Event.EventType.DELETE) {
            told.deletion(event.getKv());
        } else {
            told.superseded(event.getKv());
        }
    }
}
