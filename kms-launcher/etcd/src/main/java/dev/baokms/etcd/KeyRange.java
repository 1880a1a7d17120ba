package dev.baokms.etcd;

import com.google.protobuf.ByteString;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.WatchCreateRequest;
import dev.baokms.etcd.proto.WatchProgressRequest;
import dev.baokms.etcd.proto.WatchRequest;

/**
 * Everything there is. Of kine everything below {@code /}, which is where Kubernetes' keys are: it looks for prefixes and
 * has keys of its own beside them.
 */
final class KeyRange {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
    private static final ByteString SLASH = ByteString.copyFromUtf8("/");
    private static final ByteString AFTER_SLASH = ByteString.copyFromUtf8("0");

    /** What Kubernetes never writes: the answer says at which revision it is. */
    static final RangeRequest NO_KEY = RangeRequest.newBuilder().setKey(SLASH).build();

    /** Asks a watch how far it is. */
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

    /** What comes after a key. */
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
