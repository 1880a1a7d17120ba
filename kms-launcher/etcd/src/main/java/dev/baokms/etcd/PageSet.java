package dev.baokms.etcd;

/** The pages of a file that were met, with one bit for each page. */
final class PageSet {
    /**
     * Enough for a file of half a TiB with the usual pages of 4 KiB, in 16 MiB of memory. etcd advises at most 8 GiB.
     */
    static final long MOST = 1L << 27;

    private final long[] bits;

    PageSet(long pages) {
        bits = new long[Math.toIntExact((pages + Long.SIZE - 1) / Long.SIZE)];
    }

    /** @return whether the page is new in the set */
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
