package dev.baokms.etcd;

import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.RowSource;
import dev.baokms.host.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Where rows of etcd come from. */
public final class EtcdSources {
    /** Larger files belong on a disk; where there is no such folder, the JDK's own. */
    private static final Path LARGE_FILES = Path.of("/var/tmp");

    private EtcdSources() {}

    /**
     * A snapshot of etcd, the {@code .zip} of one that k3s or RKE2 wrote, or the {@code db} of a member. Opened when it
     * is read; nothing is written but, for a {@code .zip}, a file without a name in {@code /var/tmp}.
     *
     * @param memberWasStopped the operator's word that a file without a hash is of a member that was stopped cleanly: a
     *     running or crashed one has its last writes in its log alone
     */
    public static RowSource file(Path path, boolean memberWasStopped) {
        return new FileSource(path, memberWasStopped, temporaryFolder(), new SecureRandom(), memoryForKeys());
    }

    /**
     * A cluster, or kine, that answers. Connects when it is read, and reads only: no method that writes exists here. A
     * copy of its database, without a name and for this user alone, is in {@code /var/tmp} while it is read.
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

    /** The rest is for who counts the rows. */
    private static long memoryForKeys() {
        return Runtime.getRuntime().maxMemory() / 2;
    }
}
