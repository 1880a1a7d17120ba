package dev.baokms.etcd;

import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.etcd.EtcdCluster.MemberHash;
import dev.baokms.host.ProcessIdentity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A cluster that answers. An etcd database is copied as a whole and read as a file: the copy contains superseded rows,
 * costs the cluster less than pages do, and can be compared with the hash that each member computes. Kine is read in
 * pages, and so is an etcd that cannot be copied.
 */
final class ClusterSource implements LiveSource {
    /** Checks the free space of a disk. */
    interface Room {
        boolean isThere(Path folder, long bytes);
    }

    private final LiveSettings settings;
    private final ProcessIdentity process;
    private final Path temporaryFolder;
    private final SecureRandom random;
    private final long mostBytesForKeys;
    private final Room room;

    /**
     * @param temporaryFolder for the copy of a database
     * @param mostBytesForKeys memory that keys may take
     * @param room checks whether a copy fits
     */
    ClusterSource(
            LiveSettings settings,
            ProcessIdentity process,
            Path temporaryFolder,
            SecureRandom random,
            long mostBytesForKeys,
            Room room) {
        this.settings = settings;
        this.process = process;
        this.temporaryFolder = temporaryFolder;
        this.random = random;
        this.mostBytesForKeys = mostBytesForKeys;
        this.room = room;
    }

    @Override
    public Scan read(Rows rows) {
        try (EtcdCluster cluster = EtcdCluster.connect(settings, process)) {
            if (cluster.isKine()) {
                return readPages(cluster, rows);
            }
            Optional<Scan> copied = readCopy(cluster, rows);
            return copied.isPresent() ? copied.get() : readPages(cluster, rows);
        } catch (RefusedSourceException e) {
            return e.refusal();
        }
    }

    private KeyMemory memory() {
        return new KeyMemory(random, mostBytesForKeys);
    }

    /** @return empty when a copy does not fit or the member provides none; a remark then says so */
    private Optional<Scan> readCopy(EtcdCluster cluster, Rows rows) throws RefusedSourceException {
        if (!room.isThere(temporaryFolder, cluster.databaseSize())) {
            cluster.remark(EtcdClusterTexts.noRoomForCopy(temporaryFolder, cluster.databaseSize()));
            return Optional.empty();
        }
        try (SnapshotCopy copy = new SnapshotCopy(cluster, temporaryFolder)) {
            if (!copy.fetch(rows::progress)) {
                return Optional.empty();
            }
            return Optional.of(copy.read(memory(), rows));
        }
    }

    private Scan readPages(EtcdCluster cluster, Rows rows) throws RefusedSourceException {
        var scan = new RangeScan(cluster, this::memory, rows);
        scan.run();
        OptionalLong compacted = new HistoryWatch(cluster, scan.revision(), scan.told()).run();
        List<MemberHash> hashes = cluster.hashes(scan.revision());
        OptionalInt agreed = cluster.agreed(hashes);
        Map<String, String> identity = cluster.identity();
        EtcdCluster.putHashes(identity, hashes);
        identity.put("total-keys", Long.toString(scan.keys()));
        rows.progress(1);
        return new Scan.Complete(
                cluster.name(),
                cluster.isKine() ? Scan.Kind.KINE : Scan.Kind.ETCD,
                scan.revision(),
                compacted,
                compacted.isPresent(),
                identity,
                OptionalInt.empty(),
                OptionalLong.empty(),
                agreed,
                cluster.remarks());
    }

    @Override
    public Scan watch(long after, Duration howLong, Rows rows) {
        try (EtcdCluster cluster = EtcdCluster.connect(settings, process)) {
            return new WriteWatch(cluster, after, rows).run(howLong);
        } catch (RefusedSourceException e) {
            return e.refusal();
        }
    }

    @Override
    public OptionalInt hashKv(long revision) {
        if (!settings.hashed()) {
            return OptionalInt.empty();
        }
        try (EtcdCluster cluster = EtcdCluster.connect(settings, process)) {
            return cluster.agreed(cluster.hashes(revision));
        } catch (RefusedSourceException e) {
            return OptionalInt.empty();
        }
    }
}
