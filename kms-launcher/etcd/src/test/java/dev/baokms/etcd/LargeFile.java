package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.StoredValues;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a snapshot of many objects, as large a file as an etcd of that size has, in little memory: leaves as the rows
 * come, then the branches above them.
 */
public final class LargeFile {
    private static final int PAGE = 4096;
    private static final int NAMESPACES = 500;
    private static final int VERSIONS = 3;
    private static final int SEEDS = 1000;
    private static final int MAGIC = 0xED0CDAED;

    private final long count;
    private final Content content;
    private final OutputStream out;
    private final ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private long next = 2;
    private int bytes;

    /** What is written. */
    public interface Content {
        /** At most as long as fits on a page with its value. */
        String key(long row);

        byte[] value(long row);
    }

    private LargeFile(long count, Content content, OutputStream out) {
        this.count = count;
        this.content = content;
        this.out = out;
    }

    /** What a branch says of a page below it. */
    private static final class Below {
        private final byte[] key;
        private final long page;

        Below(byte[] key, long page) {
            this.key = key;
            this.page = page;
        }
    }

    /** @param args a file that is written, and how many objects */
    public static void main(String[] args) throws Exception {
        long count = Long.parseLong(args[1]);
        write(Path.of(args[0]), count, new Usual(count));
    }

    /** Objects of several versions; some are written twice. */
    private record Usual(long count) implements Content {
        @Override
        public String key(long row) {
            // One in twenty was written twice.
            long object = row % 20 == 19 ? row - 1 : row;
            return "/registry/%s/ns-%s/object-%s"
                    .formatted(object % 2 == 0 ? "secrets" : "configmaps", object % NAMESPACES, object);
        }

        @Override
        public byte[] value(long row) {
            return StoredValues.ours(1 + (int) (row * VERSIONS / count), (int) (row * SEEDS / count));
        }
    }

    /** @param count of rows */
    public static void write(Path path, long count, Content content) throws Exception {
        Path body = Files.createTempFile(path.toAbsolutePath().getParent(), "large", "");
        try {
            long root;
            long pages;
            try (var out = new BufferedOutputStream(Files.newOutputStream(body), 1 << 20)) {
                var file = new LargeFile(count, content, out);
                root = file.writePages();
                pages = file.next;
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var out =
                    new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 20), digest)) {
                for (int id = 0; id < 2; id++) {
                    out.write(meta(id, root, pages));
                }
                Files.copy(body, out);
                byte[] hash = digest.digest();
                out.on(false);
                out.write(hash);
            }
        } finally {
            Files.delete(body);
        }
    }

    private static byte[] meta(int id, long root, long pages) {
        var bytes = new byte[PAGE];
        ByteBuffer meta = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        meta.putLong(0, id)
                .putShort(8, (short) 4)
                .putInt(16, MAGIC)
                .putInt(20, 2)
                .putInt(24, PAGE);
        meta.putLong(32, root).putLong(48, -1).putLong(56, pages).putLong(64, 2 - id);
        meta.putLong(72, BoltWriter.fnv(bytes, 16, 56));
        return bytes;
    }

    private long writePages() throws IOException {
        List<Below> level = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            row(i, level);
        }
        leaf(level);
        while (level.size() > 1) {
            level = branches(level);
        }
        long rows = level.getFirst().page;
        keys.add("key".getBytes(UTF_8));
        values.add(ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, rows)
                .array());
        // etcd's own tools want this one, too; nothing is in it.
        keys.add("meta".getBytes(UTF_8));
        values.add(ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(24, (short) 2)
                .array());
        var roots = new ArrayList<Below>();
        leaf(roots);
        return roots.getFirst().page;
    }

    private void row(long i, List<Below> level) throws IOException {
        long revision = i + 2;
        byte[] row = History.keyValue(content.key(i).getBytes(UTF_8), revision, content.value(i));
        int length = 16 + HistoryRow.REVISION_BYTES + row.length;
        if (16 + bytes + length > PAGE) {
            leaf(level);
        }
        keys.add(History.revision(revision, 0, false));
        values.add(row);
        bytes += length;
    }

    private void leaf(List<Below> level) throws IOException {
        int flag = keys.getFirst().length == HistoryRow.REVISION_BYTES ? 0 : 1;
        page.clear().put(new byte[PAGE]);
        page.putLong(0, next).putShort(8, (short) 2).putShort(10, (short) keys.size());
        int data = 16 + 16 * keys.size();
        for (int i = 0; i < keys.size(); i++) {
            int at = 16 + 16 * i;
            page.putInt(at, flag).putInt(at + 4, data - at);
            page.putInt(at + 8, keys.get(i).length).putInt(at + 12, values.get(i).length);
            page.put(data, keys.get(i)).put(data + keys.get(i).length, values.get(i));
            data += keys.get(i).length + values.get(i).length;
        }
        level.add(new Below(keys.getFirst(), next));
        write();
        keys.clear();
        values.clear();
        bytes = 0;
    }

    private List<Below> branches(List<Below> below) throws IOException {
        var above = new ArrayList<Below>();
        int each = (PAGE - 16) / (16 + HistoryRow.REVISION_BYTES);
        for (int from = 0; from < below.size(); from += each) {
            List<Below> children = below.subList(from, Math.min(below.size(), from + each));
            page.clear().put(new byte[PAGE]);
            page.putLong(0, next).putShort(8, (short) 1).putShort(10, (short) children.size());
            int data = 16 + 16 * children.size();
            for (int i = 0; i < children.size(); i++) {
                int at = 16 + 16 * i;
                byte[] key = children.get(i).key;
                page.putInt(at, data - at).putInt(at + 4, key.length).putLong(at + 8, children.get(i).page);
                page.put(data, key);
                data += key.length;
            }
            above.add(new Below(children.getFirst().key, next));
            write();
        }
        return above;
    }

    private void write() throws IOException {
        out.write(page.array());
        next++;
    }
}
