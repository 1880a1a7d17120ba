package dev.baokms.core.stored;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The result of reading a source. */
public sealed interface Scan {
    /**
     * Everything was read.
     *
     * @param name file or endpoint, as the operator gave it
     * @param kind what it is
     * @param revision the newest revision it knows; the scan shows the state at this revision
     * @param compacted up to which revision superseded rows are gone; unknown where the source does not say
     * @param historyRead whether superseded rows and deletions were included; a server that is asked for a range gives
     *     only live rows
     * @param identity values that others can check, such as {@code sha256}, {@code cluster-id}, {@code hash-kv}, by
     * name
     * @param statusHash crc32c over buckets, keys and values as {@code etcdutl snapshot status} prints it; files only
     * @param size bytes as {@code etcdutl snapshot status} prints them; files only
     * @param hashKv {@code Maintenance.HashKV} at {@code revision}: computed from a file, or what the members answered
     *     when all agree
     * @param remarks sentences for the report, such as a restart of the scan
     */
    record Complete(
            String name,
            Kind kind,
            long revision,
            OptionalLong compacted,
            boolean historyRead,
            Map<String, String> identity,
            OptionalInt statusHash,
            OptionalLong size,
            OptionalInt hashKv,
            List<String> remarks)
            implements Scan {
        public Complete {
            identity = Map.copyOf(identity);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * The source is invalid or did not answer. Nothing from it counts.
     *
     * @param place file with page or row, or endpoint
     * @param reason what was seen and which rule it breaks
     * @param cure what to do
     */
    record Refused(String place, String reason, String cure) implements Scan {}

    /** What a source is. */
    enum Kind {
        /** Made by etcd itself, with a hash at its end. */
        SNAPSHOT,
        /** The database of a member that was stopped. */
        MEMBER_FILE,
        /** A running cluster. */
        ETCD,
        /** A database behind etcd's protocol, as in k3s. */
        KINE
    }
}
