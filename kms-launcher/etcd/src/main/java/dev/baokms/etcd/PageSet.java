package dev.baokms.etcd;

/** Which pages of a file were met: one bit for each. */
final class PageSet {
    /** A file of half a TiB at the usual 4 KiB, in 16 MiB of memory. etcd's own advice ends at 8 GiB. */
    static final long MOST = 1L << 27;

    private final long[] bits;

    PageSet(long pages) {
        bits = new long[Math.toIntExact((pages + Long.SIZE - 1) / Long.SIZE)];
    }

    /** @return whether it was not in the set yet */
    boolean add(long page) {
        int word = (int) (page / Long.SIZE);
        long bit = 1L << page;
        boolean added = (bits[word] & bit) == 0;
        bits[word] |= bit;
        return added;
    }

    boolean contains(long page) {
        return (bits[(int) (page / Long.SIZE)] & 1L << page) != 0;
    }
}
