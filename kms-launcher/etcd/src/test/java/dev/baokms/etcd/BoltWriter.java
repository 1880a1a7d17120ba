package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes files of bbolt from its format, in any shape that a test wants: small pages, deep trees, either byte order. */
public final class BoltWriter {
    private static final int HEADER = 16;
    private static final int ELEMENT = 16;
    private static final int MAGIC = 0xED0CDAED;

    private final int pageSize;
    private final ByteOrder order;
    private int mostElements = Integer.MAX_VALUE;
    private boolean freelist;
    private int freePages;
    private boolean inline;
    private final List<byte[]> pages = new ArrayList<>();
    private final SortedMap<byte[], SortedMap<byte[], byte[]>> buckets = new TreeMap<>(Arrays::compareUnsigned);

    public BoltWriter(int pageSize, ByteOrder order) {
        this.pageSize = pageSize;
        this.order = order;
    }

    /** Fewer elements on a page make a deeper tree. */
    public BoltWriter mostElements(int most) {
        mostElements = most;
        return this;
    }

    /** With a list of what is free, and so many pages on it. */
    public BoltWriter freelist(int free) {
        freelist = true;
        freePages = free;
        return this;
    }

    /** Buckets that fit are within the page that names them. */
    public BoltWriter inline() {
        inline = true;
        return this;
    }

    public BoltWriter bucket(String name, Map<byte[], byte[]> elements) {
        var sorted = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        sorted.putAll(elements);
        buckets.put(name.getBytes(UTF_8), sorted);
        return this;
    }

    /** One element of a page that is to be written; a child of a branch has no value. */
    private static final class Element {
        private final int flags;
        private final byte[] key;
        private final byte[] value;
        private final long child;

        Element(int flags, byte[] key, byte[] value, long child) {
            this.flags = flags;
            this.key = key;
            this.value = value;
            this.child = child;
        }
    }

    public byte[] image() {
        pages.clear();
        pages.add(new byte[0]);
        pages.add(new byte[0]);
        var roots = new ArrayList<Element>();
        buckets.forEach((name, elements) -> roots.add(bucket(name, elements)));
        long root = tree(roots);
        long list = -1;
        if (freelist) {
            list = writeFreelist();
        }
        return assemble(root, list);
    }

    private byte[] assemble(long root, long list) {
        var bytes = new byte[pages.size() * pageSize];
        ByteBuffer image = ordered(bytes);
        for (int i = 2; i < pages.size(); i++) {
            image.put(i * pageSize, pages.get(i));
        }
        for (int i = 0; i < 2; i++) {
            meta(bytes, i, root, list);
        }
        return bytes;
    }

    private void meta(byte[] bytes, int id, long root, long list) {
        ByteBuffer image = ordered(bytes);
        int at = id * pageSize;
        image.putLong(at, id).putShort(at + 8, (short) 4);
        image.putInt(at + 16, MAGIC)
                .putInt(at + 20, 2)
                .putInt(at + 24, pageSize)
                .putInt(at + 28, 0);
        image.putLong(at + 32, root).putLong(at + 40, 0).putLong(at + 48, list).putLong(at + 56, pages.size());
        image.putLong(at + 64, 10 - id).putLong(at + 72, fnv(bytes, at + 16, 56));
    }

    static long fnv(byte[] bytes, int from, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < from + length; i++) {
            hash ^= bytes[i] & 0xff;
            hash *= 0x100000001b3L;
        }
        return hash;
    }

    private Element bucket(byte[] name, SortedMap<byte[], byte[]> elements) {
        List<Element> leaves = elements.entrySet().stream()
                .map(each -> new Element(0, each.getKey(), each.getValue(), 0))
                .toList();
        byte[] page = page(0, 2, leaves);
        if (inline && page.length <= pageSize / 4) {
            var value = new byte[16 + page.length];
            System.arraycopy(page, 0, value, 16, page.length);
            return new Element(1, name, value, 0);
        }
        var value = new byte[16];
        ordered(value).putLong(0, tree(leaves));
        return new Element(1, name, value, 0);
    }

    private long tree(List<Element> elements) {
        List<Element> level = level(2, elements);
        while (level.size() > 1) {
            level = level(1, level);
        }
        return level.getFirst().child;
    }

    /** Writes pages of these elements, at least one; gives what a branch above says of them. */
    private List<Element> level(int flags, List<Element> elements) {
        var above = new ArrayList<Element>();
        var open = new ArrayList<Element>();
        for (Element each : elements) {
            open.add(each);
            if (open.size() > 1 && (open.size() > mostElements || page(0, flags, open).length > pageSize)) {
                open.removeLast();
                above.add(write(flags, open));
                open.clear();
                open.add(each);
            }
        }
        if (!open.isEmpty() || above.isEmpty()) {
            above.add(write(flags, open));
        }
        return above;
    }

    private Element write(int flags, List<Element> elements) {
        int id = pages.size();
        byte[] page = page(id, flags, elements);
        add(page);
        return new Element(0, elements.isEmpty() ? new byte[1] : elements.getFirst().key, new byte[0], id);
    }

    private void add(byte[] page) {
        int count = Math.max(1, (page.length + pageSize - 1) / pageSize);
        byte[] padded = Arrays.copyOf(page, count * pageSize);
        ByteBuffer.wrap(padded).order(order).putInt(12, count - 1);
        for (int i = 0; i < count; i++) {
            pages.add(Arrays.copyOfRange(padded, i * pageSize, (i + 1) * pageSize));
        }
    }

    private byte[] page(long id, int flags, List<Element> elements) {
        int length = HEADER + ELEMENT * elements.size();
        for (Element each : elements) {
            length += each.key.length + each.value.length;
        }
        var bytes = new byte[length];
        ByteBuffer page = ordered(bytes);
        page.putLong(0, id).putShort(8, (short) flags).putShort(10, (short) elements.size());
        int data = HEADER + ELEMENT * elements.size();
        for (int i = 0; i < elements.size(); i++) {
            Element each = elements.get(i);
            int at = HEADER + ELEMENT * i;
            if (flags == 1) {
                page.putInt(at, data - at).putInt(at + 4, each.key.length).putLong(at + 8, each.child);
            } else {
                page.putInt(at, each.flags).putInt(at + 4, data - at);
                page.putInt(at + 8, each.key.length).putInt(at + 12, each.value.length);
            }
            page.put(data, each.key).put(data + each.key.length, each.value);
            data += each.key.length + each.value.length;
        }
        return bytes;
    }

    private long writeFreelist() {
        int first = pages.size();
        for (int i = 0; i < freePages; i++) {
            pages.add(new byte[pageSize]);
        }
        int id = pages.size();
        var bytes = new byte[HEADER + 8 * freePages];
        ByteBuffer page = ordered(bytes);
        page.putLong(0, id).putShort(8, (short) 16).putShort(10, (short) freePages);
        for (int i = 0; i < freePages; i++) {
            page.putLong(HEADER + 8 * i, first + i);
        }
        add(bytes);
        return id;
    }

    private ByteBuffer ordered(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** With its hash behind it, as a snapshot has it. */
    public static byte[] snapshot(byte[] image) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(image);
            return ByteBuffer.allocate(image.length + hash.length)
                    .put(image)
                    .put(hash)
                    .array();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
