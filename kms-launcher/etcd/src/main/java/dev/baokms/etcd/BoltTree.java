package dev.baokms.etcd;

import org.jspecify.annotations.Nullable;

/**
 * A walk over the B+tree of a bucket in ascending or descending order of keys, with one page in memory for each depth.
 */
final class BoltTree {
    /** Even with two children per page, a deeper tree would have more pages than any file. */
    private static final int MOST_DEPTH = 64;

    private final BoltPages pages;
    private final BoltPage[] path = new BoltPage[MOST_DEPTH];
    private final int[] next = new int[MOST_DEPTH];

    BoltTree(BoltPages pages) {
        this.pages = pages;
    }

    /** Receives the elements. */
    interface Visitor {
        /** @param page a checked leaf, valid during the call */
        void element(BoltPage page, int index) throws RefusedSourceException;
    }

    void forward(long root, Visitor visitor) throws RefusedSourceException {
        walk(root, false, visitor);
    }

    void backward(long root, Visitor visitor) throws RefusedSourceException {
        walk(root, true, visitor);
    }

    private void walk(long root, boolean backward, Visitor visitor) throws RefusedSourceException {
        enter(0, root, backward);
        int depth = 0;
        while (depth >= 0) {
            BoltPage page = path[depth];
            int index = next[depth];
            if (index < 0 || index >= page.count()) {
                depth--;
            } else {
                next[depth] = backward ? index - 1 : index + 1;
                if (page.isBranch()) {
                    depth++;
                    enter(depth, page.child(index), backward);
                } else {
                    visitor.element(page, index);
                }
            }
        }
    }

    private void enter(int depth, long id, boolean backward) throws RefusedSourceException {
        if (depth == MOST_DEPTH) {
            throw new RefusedSourceException(
                    pages.place(id), EtcdFileTexts.tooDeep(MOST_DEPTH), EtcdFileTexts.ANOTHER_COPY);
        }
        @Nullable BoltPage page = path[depth];
        if (page == null) {
            page = pages.page();
            path[depth] = page;
        }
        pages.load(id, page);
        String place = pages.place(id);
        page.check(place);
        checkRange(depth, page, place, backward);
        next[depth] = backward ? page.count() - 1 : 0;
    }

    /** The keys that bound a page are in the pages above it, which are still in memory. */
    private void checkRange(int depth, BoltPage page, String place, boolean backward) throws RefusedSourceException {
        if (depth == 0) {
            page.checkRange(place, null, 0, null, 0);
            return;
        }
        int above = depth - 1;
        @Nullable BoltPage high = null;
        int highIndex = 0;
        for (int i = above; i >= 0 && high == null; i--) {
            int following = taken(i, backward) + 1;
            if (following < path[i].count()) {
                high = path[i];
                highIndex = following;
            }
        }
        page.checkRange(place, path[above], taken(above, backward), high, highIndex);
    }

    private int taken(int depth, boolean backward) {
        return backward ? next[depth] + 1 : next[depth] - 1;
    }
}
