package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.PathText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bbolt file in the form that etcd writes: no bucket contains another bucket. */
final class BoltFile {
    private static final int BUCKET_HEADER = 16;
    /** etcd has ten buckets. */
    private static final int MOST_BUCKETS = 64;

    private final DataFile file;
    private final BoltMeta meta;

    /** @param size of the image, without the hash at the end of a snapshot */
    BoltFile(DataFile file, long size) throws RefusedSourceException {
        this.file = file;
        this.meta = BoltMeta.of(file, size);
    }

    String place(long page) {
        return EtcdFileTexts.page(file.name(), page);
    }

    /** The size in bytes of all pages that bbolt knows. bbolt calls it the size of a transaction. */
    long size() {
        return meta.highWater() * meta.pageSize();
    }

    /** One bucket, as the root page names it. */
    private static final class Bucket {
        private final byte[] name;
        /** The first page of its tree; 0 for an inline bucket. */
        private final long root;
        /** The only page of an inline bucket. */
        private final byte[] inline;
        /** The page that names the bucket. */
        private final long page;

        Bucket(byte[] name, long root, byte[] inline, long page) {
            this.name = name;
            this.root = root;
            this.inline = inline;
            this.page = page;
        }

        String text() {
            return PathText.printable(new String(name, UTF_8));
        }
    }

    /** Receives one bucket after another, and returns the visitor for its elements. */
    interface Buckets {
        BoltTree.Visitor bucket(byte[] name) throws RefusedSourceException;
    }

    /** Visits every element of every bucket in ascending order, then checks that no page is left over. */
    void forward(Buckets visitor) throws RefusedSourceException {
        var pages = new BoltPages(file, meta);
        var tree = new BoltTree(pages);
        for (Bucket bucket : buckets(pages)) {
            BoltTree.Visitor elements = visitor.bucket(bucket.name);
            BoltTree.Visitor flat = (page, index) -> {
                if (page.isBucket(index)) {
                    throw new RefusedSourceException(
                            pages.place(page.id()),
                            EtcdFileTexts.bucketInBucket(bucket.text()),
                            EtcdFileTexts.ANOTHER_COPY);
                }
                elements.element(page, index);
            };
            if (bucket.root == 0) {
                walkInline(pages, bucket, false, flat);
            } else {
                tree.forward(bucket.root, flat);
            }
        }
        new BoltFreelist(file, meta, pages).check();
    }

    /**
     * Visits the elements of one bucket, the last one first.
     *
     * @return false when the file has no such bucket
     */
    boolean backward(String name, BoltTree.Visitor visitor) throws RefusedSourceException {
        var pages = new BoltPages(file, meta);
        @Nullable Bucket found = null;
        for (Bucket bucket : buckets(pages)) {
            if (new String(bucket.name, UTF_8).equals(name)) {
                found = bucket;
            }
        }
        if (found == null) {
            return false;
        }
        if (found.root == 0) {
            walkInline(pages, found, true, visitor);
        } else {
            new BoltTree(pages).backward(found.root, visitor);
        }
        return true;
    }

    private List<Bucket> buckets(BoltPages pages) throws RefusedSourceException {
        var found = new ArrayList<Bucket>();
        new BoltTree(pages).forward(meta.root(), (page, index) -> {
            if (!page.isBucket(index)) {
                throw new RefusedSourceException(
                        pages.place(page.id()), EtcdFileTexts.notABucket(index), EtcdFileTexts.NAME_A_FILE_OF_ETCD);
            }
            if (found.size() == MOST_BUCKETS) {
                throw new RefusedSourceException(
                        pages.place(page.id()),
                        EtcdFileTexts.tooManyBuckets(MOST_BUCKETS),
                        EtcdFileTexts.NAME_A_FILE_OF_ETCD);
            }
            found.add(bucket(pages, page, index));
        });
        return found;
    }

    private static Bucket bucket(BoltPages pages, BoltPage page, int index) throws RefusedSourceException {
        int offset = page.valueOffset(index);
        int length = page.valueLength(index);
        if (length < BUCKET_HEADER) {
            throw new RefusedSourceException(
                    pages.place(page.id()),
                    EtcdFileTexts.bucketTooShort(index, length, BUCKET_HEADER),
                    EtcdFileTexts.ANOTHER_COPY);
        }
        var name = new byte[page.keyLength(index)];
        page.lend(page.keyOffset(index), name.length).get(name);
        long root = page.u64(offset);
        var inline = new byte[root == 0 ? length - BUCKET_HEADER : 0];
        page.lend(offset + BUCKET_HEADER, inline.length).get(inline);
        return new Bucket(name, root, inline, page.id());
    }

    private static void walkInline(BoltPages pages, Bucket bucket, boolean backward, BoltTree.Visitor visitor)
            throws RefusedSourceException {
        String place = EtcdFileTexts.inlineBucket(pages.place(bucket.page), bucket.text());
        if (bucket.inline.length < BoltPage.HEADER) {
            throw new RefusedSourceException(
                    place, EtcdFileTexts.tooShortForPage(bucket.inline.length), EtcdFileTexts.ANOTHER_COPY);
        }
        BoltPage page = pages.page();
        page.setId(bucket.page);
        System.arraycopy(bucket.inline, 0, page.room(bucket.inline.length), 0, bucket.inline.length);
        page.check(place);
        if (page.isBranch()) {
            throw new RefusedSourceException(place, EtcdFileTexts.INLINE_BRANCH, EtcdFileTexts.ANOTHER_COPY);
        }
        int count = page.count();
        for (int i = 0; i < count; i++) {
            visitor.element(page, backward ? count - 1 - i : i);
        }
    }
}
