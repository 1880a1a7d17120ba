package dev.baokms.etcd;

/**
 * Loads the pages of a file, each at most once, and checks what a page says about itself. One instance serves one walk.
 */
final class BoltPages {
    /**
     * Most bytes that the pages from the root to one leaf may have together. By default, etcd accepts values up to 1.5
     * MiB.
     */
    static final int MOST_BYTES = 24 << 20;

    private final DataFile file;
    private final BoltMeta meta;
    private final PageSet met;
    private long metCount;
    private long held;

    BoltPages(DataFile file, BoltMeta meta) {
        this.file = file;
        this.meta = meta;
        this.met = new PageSet(meta.highWater());
    }

    /** @return memory for pages of one depth */
    BoltPage page() {
        return new BoltPage(meta.bigEndian());
    }

    /** The number of pages met, including overflow pages. */
    long metCount() {
        return metCount;
    }

    boolean isMet(long id) {
        return met.contains(id);
    }

    String place(long id) {
        return EtcdFileTexts.page(file.name(), id);
    }

    /** @param id as the file names it, which may be any number */
    void load(long id, BoltPage page) throws RefusedSourceException {
        if (id < 2 || id >= meta.highWater()) {
            throw new RefusedSourceException(
                    place(id), EtcdFileTexts.pageOutside(meta.highWater() - 1), EtcdFileTexts.ANOTHER_COPY);
        }
        page.setId(id);
        reserve(page, meta.pageSize());
        file.read(id * meta.pageSize(), page.room(meta.pageSize()), 0, meta.pageSize());
        if (page.u64(0) != id) {
            throw new RefusedSourceException(
                    place(id), EtcdFileTexts.saysItIsPage(page.u64(0)), EtcdFileTexts.ANOTHER_COPY);
        }
        long overflow = page.overflow();
        if (overflow >= meta.highWater() - id) {
            throw new RefusedSourceException(
                    place(id),
                    EtcdFileTexts.overflowsTheEnd(overflow, meta.highWater() - 1),
                    EtcdFileTexts.ANOTHER_COPY);
        }
        mark(id, overflow);
        if (overflow > 0) {
            long length = (overflow + 1) * meta.pageSize();
            reserve(page, length);
            byte[] bytes = page.room((int) length);
            file.read((id + 1) * meta.pageSize(), bytes, meta.pageSize(), (int) length - meta.pageSize());
        }
    }

    private void reserve(BoltPage page, long length) throws RefusedSourceException {
        long grown = Math.max(0, length - page.capacity());
        if (held + grown > MOST_BYTES) {
            throw new RefusedSourceException(
                    place(page.id()), EtcdFileTexts.tooMuchAtOnce(MOST_BYTES >> 20), EtcdFileTexts.FIND_THE_WRITER);
        }
        held += grown;
    }

    /** Refuses a page that was met before: a loop would never end, and a page in two places would be counted twice. */
    void mark(long id, long overflow) throws RefusedSourceException {
        for (long each = id; each <= id + overflow; each++) {
            if (!met.add(each)) {
                throw new RefusedSourceException(place(each), EtcdFileTexts.USED_TWICE, EtcdFileTexts.ANOTHER_COPY);
            }
            metCount++;
        }
    }
}
