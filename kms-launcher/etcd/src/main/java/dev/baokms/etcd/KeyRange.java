package dev.baokms.etcd;

import com.google.protobuf.ByteString;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.WatchCreateRequest;
import dev.baokms.etcd.proto.WatchProgressRequest;
import dev.baokms.etcd.proto.WatchRequest;

/**
 * Requests for all keys. In kine these are the keys below {@code /}, where Kubernetes keeps its own: kine searches by
 * prefix and has other keys beside them.
 */
final class KeyRange {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
    private static final ByteString SLASH = ByteString.copyFromUtf8("/");
    private static final ByteString AFTER_SLASH = ByteString.copyFromUtf8("0");

    /** A key that Kubernetes never writes. The answer still states the current revision. */
    static final RangeRequest NO_KEY = RangeRequest.newBuilder().setKey(SLASH).build();

    /** Asks for the progress of a watch. */
    static final WatchRequest PROGRESS = WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build();

    private KeyRange() {}

    static RangeRequest all(boolean kine) {
        return RangeRequest.newBuilder()
                .setKey(kine ? SLASH : ZERO)
                .setRangeEnd(kine ? AFTER_SLASH : ZERO)
                .build();
    }

    /** Returns the first key that can follow a key. */
    static ByteString after(ByteString key) {
        return key.concat(ZERO);
    }

    static WatchRequest watch(boolean kine, long from, boolean withValuesBefore) {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(kine ? SLASH : ZERO)
                        .setRangeEnd(kine ? AFTER_SLASH : ZERO)
                        .setStartRevision(from)
                        .setProgressNotify(true)
                        .setFragment(!kine)
                        .setPrevKv(withValuesBefore))
                .build();
    }
}
