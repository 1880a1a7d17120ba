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
 * What was superseded or deleted since the last compaction, by a watch from there up to a revision: the writes, and of
 * each the value before. The first compact revision it learns from the refusal of a watch that begins too early.
 */
final class HistoryWatch {
    private static final int MOST_STARTS = 5;
    private static final int SECONDS = 120;
    private final EtcdCluster cluster;
    private final long revision;
    private final ToldRows told;
    private final MemberPace pace = MemberPace.ofPages();
    private long compacted;

    /** @param told what was told as live */
    HistoryWatch(EtcdCluster cluster, long revision, ToldRows told) {
        this.cluster = cluster;
        this.revision = revision;
        this.told = told;
    }

    /** @return the compact revision from which on everything was told, empty when it could not be read */
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

    /** @return false when the watch began before the compact revision, which is known now */
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

    /** The writes of a transaction come together, those of a later one after them. */
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
        // etcd before 3.4.25 and 3.5.8 says how far it is without looking whether the watch is. It has no gaps either.
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
