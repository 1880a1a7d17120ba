package dev.baokms.etcd;

import dev.baokms.core.stored.Scan;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.DoubleConsumer;

/**
 * The kind and hash of a file, found before its content is interpreted. A snapshot is a bbolt file followed by its
 * SHA-256, which shows in the file's length. The file of a member has no hash.
 *
 * @param kind a snapshot or the file of a member
 * @param size of the bbolt file, without the hash that follows it
 * @param sha256 of the bbolt file, in hex
 */
record BoltImage(Scan.Kind kind, long size, String sha256) {
    private static final int HASH_BYTES = 32;
    /** A disk sector, as in etcd. No page is smaller. */
    private static final int SECTOR = 512;

    /** Small enough for {@link MemberPace} to rest between two steps. */
    private static final int STEP = 1 << 15;

    /**
     * Reads the whole file.
     *
     * @param memberWasStopped whether a file without a hash may be read, on the operator's word
     * @param progress receives the share that was read, from 0 to 1
     */
    static BoltImage of(DataFile file, boolean memberWasStopped, DoubleConsumer progress)
            throws RefusedSourceException {
        boolean hashed = file.size() % SECTOR == HASH_BYTES;
        if (!hashed && file.size() % SECTOR != 0) {
            throw new RefusedSourceException(
                    file.name(), EtcdFileTexts.oddLength(file.size()), EtcdFileTexts.ANOTHER_COPY);
        }
        if (!hashed && !memberWasStopped) {
            throw new RefusedSourceException(
                    file.name(), EtcdFileTexts.MEMBER_FILE, EtcdFileTexts.SAY_THAT_IT_WAS_STOPPED);
        }
        long size = hashed ? file.size() - HASH_BYTES : file.size();
        byte[] computed = sha256(file, size, progress);
        if (hashed) {
            var stored = new byte[HASH_BYTES];
            file.read(size, stored, 0, HASH_BYTES);
            if (!Arrays.equals(stored, computed)) {
                throw new RefusedSourceException(file.name(), EtcdFileTexts.WRONG_SHA_256, EtcdFileTexts.ANOTHER_COPY);
            }
        }
        return new BoltImage(
                hashed ? Scan.Kind.SNAPSHOT : Scan.Kind.MEMBER_FILE,
                size,
                HexFormat.of().formatHex(computed));
    }

    private static byte[] sha256(DataFile file, long size, DoubleConsumer progress) throws RefusedSourceException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        var bytes = new byte[STEP];
        for (long at = 0; at < size; at += STEP) {
            int now = (int) Math.min(STEP, size - at);
            file.read(at, bytes, 0, now);
            digest.update(bytes, 0, now);
            progress.accept((double) at / size);
        }
        return digest.digest();
    }
}
