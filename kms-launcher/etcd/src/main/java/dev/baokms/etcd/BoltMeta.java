package dev.baokms.etcd;

import java.util.Optional;

/**
 * What a bbolt file says about itself on its first two pages. Each transaction writes one of the two, and the valid
 * page of the later transaction counts.
 *
 * @param bigEndian whether numbers have their high byte first, as on s390x
 * @param pageSize in bytes, a power of two
 * @param root page of the bucket that names all buckets
 * @param freelist page that lists the free pages, or {@link #NO_FREELIST}
 * @param highWater number of pages
 * @param transaction id of the transaction that wrote the page
 */
record BoltMeta(boolean bigEndian, int pageSize, long root, long freelist, long highWater, long transaction) {
    static final long NO_FREELIST = -1;
    /**
     * bbolt looks for the second meta page at each page size from this one on, doubling it {@value #DOUBLINGS} times.
     */
    private static final int SMALLEST_PAGE = 1024;

    private static final int DOUBLINGS = 14;
    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final int LENGTH = BoltPage.HEADER + 64;
    private static final int CHECKED_LENGTH = 56;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** @param size of the image, without the hash at the end of a snapshot */
    static BoltMeta of(DataFile file, long size) throws RefusedSourceException {
        Optional<BoltMeta> first = at(file, size, 0, 0);
        Optional<BoltMeta> second = first.isPresent() ? at(file, size, 1, first.get().pageSize) : searched(file, size);
        BoltMeta found;
        if (first.isPresent() && second.isPresent()) {
            found = first.get().transaction >= second.get().transaction ? first.get() : second.get();
        } else {
            found = first.or(() -> second).orElseThrow(() -> noMeta(file, size));
        }
        found.check(file, size);
        return found;
    }

    private static Optional<BoltMeta> searched(DataFile file, long size) throws RefusedSourceException {
        for (int i = 0; i <= DOUBLINGS; i++) {
            Optional<BoltMeta> found = at(file, size, 1, SMALLEST_PAGE << i);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<BoltMeta> at(DataFile file, long size, long id, int position)
            throws RefusedSourceException {
        if (position + LENGTH > size) {
            return Optional.empty();
        }
        var page = new BoltPage(false);
        byte[] bytes = page.room(LENGTH);
        file.read(position, bytes, 0, LENGTH);
        boolean big = page.u32(16) == Integer.toUnsignedLong(Integer.reverseBytes(MAGIC));
        page.setBigEndian(big);
        int pageSize = (int) page.u32(24);
        boolean valid = page.u32(16) == Integer.toUnsignedLong(MAGIC)
                && page.u32(20) == VERSION
                && page.u64(16 + CHECKED_LENGTH) == fnv(bytes)
                && page.u64(0) == id
                && page.flags() == BoltPage.META
                && pageSize >= SMALLEST_PAGE
                && pageSize <= SMALLEST_PAGE << DOUBLINGS
                && Integer.bitCount(pageSize) == 1
                && (id == 0 || pageSize == position);
        return valid
                ? Optional.of(new BoltMeta(big, pageSize, page.u64(32), page.u64(48), page.u64(56), page.u64(64)))
                : Optional.empty();
    }

    private static long fnv(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (int i = BoltPage.HEADER; i < BoltPage.HEADER + CHECKED_LENGTH; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private void check(DataFile file, long size) throws RefusedSourceException {
        // Compared as unsigned numbers, so that a number above every bound does not look negative.
        if (Long.compareUnsigned(highWater, size / pageSize) > 0) {
            throw new RefusedSourceException(
                    EtcdFileTexts.metaPage(file.name()),
                    EtcdFileTexts.cutOff(highWater, pageSize, size),
                    EtcdFileTexts.ANOTHER_COPY);
        }
        if (highWater > PageSet.MOST) {
            throw new RefusedSourceException(
                    EtcdFileTexts.metaPage(file.name()),
                    EtcdFileTexts.tooManyPages(highWater, PageSet.MOST),
                    EtcdFileTexts.DEFRAGMENT);
        }
        if (Long.compareUnsigned(root, highWater) >= 0 || root < 2) {
            throw new RefusedSourceException(
                    EtcdFileTexts.metaPage(file.name()),
                    EtcdFileTexts.rootOutside(root, highWater - 1),
                    EtcdFileTexts.ANOTHER_COPY);
        }
    }

    private static RefusedSourceException noMeta(DataFile file, long size) {
        return new RefusedSourceException(
                EtcdFileTexts.page(file.name(), 0),
                size < LENGTH ? EtcdFileTexts.tooShortForBbolt(size) : EtcdFileTexts.NO_META_PAGE,
                EtcdFileTexts.NAME_AN_UNPACKED_FILE);
    }
}
