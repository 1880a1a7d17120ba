package dev.baokms.etcd;

/**
 * Checks that every page is either in use or free. Only this check finds pages that a tree has lost, since each page
 * that remains in the tree is intact. By default, etcd writes no list of free pages; free and lost pages then look the
 * same.
 */
final class BoltFreelist {
    private static final int ID_BYTES = 8;
    /** Stands for a count that does not fit into 16 bits. The real count is then the first number of the list. */
    private static final int LONG_COUNT = 0xFFFF;

    private static final int IDS_AT_ONCE = 4096;

    private final DataFile file;
    private final BoltMeta meta;
    private final BoltPages pages;

    /** @param pages after a walk that has met every reachable page */
    BoltFreelist(DataFile file, BoltMeta meta, BoltPages pages) {
        this.file = file;
        this.meta = meta;
        this.pages = pages;
    }

    void check() throws RefusedSourceException {
        long id = meta.freelist();
        if (id == BoltMeta.NO_FREELIST) {
            return;
        }
        if (id < 2 || id >= meta.highWater()) {
            throw broken(0, EtcdFileTexts.freelistOutside(id));
        }
        BoltPage head = pages.page();
        read(head, id * meta.pageSize(), BoltPage.HEADER + ID_BYTES);
        if (head.u64(0) != id || head.flags() != BoltPage.FREELIST) {
            throw broken(id, EtcdFileTexts.NOT_A_FREELIST);
        }
        if (head.overflow() >= meta.highWater() - id) {
            throw broken(id, EtcdFileTexts.BEYOND_THE_END);
        }
        pages.mark(id, head.overflow());
        boolean isLong = head.count() == LONG_COUNT;
        long count = isLong ? head.u64(BoltPage.HEADER) : head.count();
        int begin = BoltPage.HEADER + (isLong ? ID_BYTES : 0);
        if (count < 0 || count > ((head.overflow() + 1) * meta.pageSize() - begin) / ID_BYTES) {
            throw broken(id, EtcdFileTexts.freePagesDoNotFit(count));
        }
        markFree(id, id * meta.pageSize() + begin, count);
        findLost();
    }

    private void markFree(long id, long position, long count) throws RefusedSourceException {
        BoltPage chunk = pages.page();
        for (long done = 0; done < count; done += IDS_AT_ONCE) {
            int now = (int) Math.min(IDS_AT_ONCE, count - done);
            read(chunk, position + done * ID_BYTES, now * ID_BYTES);
            for (int i = 0; i < now; i++) {
                long free = chunk.u64(i * ID_BYTES);
                if (free < 2 || free >= meta.highWater()) {
                    throw broken(id, EtcdFileTexts.namesAsFree(free));
                }
                if (pages.isMet(free)) {
                    throw broken(free, EtcdFileTexts.usedAndFree(id));
                }
                pages.mark(free, 0);
            }
        }
    }

    private void findLost() throws RefusedSourceException {
        // The two meta pages belong to no tree.
        for (long id = 2; pages.metCount() + 2 < meta.highWater() && id < meta.highWater(); id++) {
            if (!pages.isMet(id)) {
                throw broken(id, EtcdFileTexts.LOST_PAGE);
            }
        }
    }

    private void read(BoltPage page, long position, int length) throws RefusedSourceException {
        file.read(position, page.room(length), 0, length);
    }

    private RefusedSourceException broken(long id, String reason) {
        return new RefusedSourceException(pages.place(id), reason, EtcdFileTexts.ANOTHER_COPY);
    }
}
