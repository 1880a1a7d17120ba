package dev.baokms.etcd;

import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.RowSource;
import dev.baokms.host.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Creates sources of etcd's rows. */
public final class EtcdSources {
    /** The folder for large files, which belong on a disk. Where it does not exist, the JDK's own folder is used. */
    private static final Path LARGE_FILES = Path.of("/var/tmp");

    private EtcdSources() {}

    /**
     * Returns a source that reads a snapshot of etcd, the {@code .zip} of a snapshot that k3s or RKE2 wrote, or the
     * {@code db} of a member. The file is opened when it is read. Nothing is written except, for a {@code .zip}, a file
     * without a name in {@code /var/tmp}.
     *
     * @param memberWasStopped the operator's word that a file without a hash is from a member that was stopped cleanly;
     *     a running or crashed member has its last writes in its log alone
     */
    public static RowSource file(Path path, boolean memberWasStopped) {
        return new FileSource(path, memberWasStopped, temporaryFolder(), new SecureRandom(), memoryForKeys());
    }

    /**
     * Returns a source that reads a cluster, or kine, that answers. It connects when it is read, and it only reads: it
     * has no method that writes. While a copy of the database is read, the copy is in {@code /var/tmp}, without a name
     * and readable by this user alone.
     */
    public static LiveSource live(LiveSettings settings) {
        return new ClusterSource(
                settings,
                ProcessIdentity.ofThisProcess(),
                temporaryFolder(),
                new SecureRandom(),
                memoryForKeys(),
                TemporaryFile::hasRoom);
    }

    private static Path temporaryFolder() {
        return Files.isDirectory(LARGE_FILES) && Files.isWritable(LARGE_FILES)
                ? LARGE_FILES
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The other half is for the caller that counts the rows. */
    private static long memoryForKeys() {
        return Runtime.getRuntime().maxMemory() / 2;
    }
}
