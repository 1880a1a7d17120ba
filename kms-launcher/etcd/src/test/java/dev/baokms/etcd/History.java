package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.Revision;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * A history of an etcd in plain words: what was written when, and what its file then holds. Says what it can still serve
 * by asking for every read that is possible, not by the rule of the code it judges.
 */
public final class History {
    /** One write. */
    public record Write(Revision revision, String key, boolean deletion, String value) {}

    private final List<Write> writes = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private boolean keepsDead;

    public History put(String key, String value) {
        return write(new Write(new Revision(++revision, 0), key, false, value));
    }

    /** With any bytes. */
    public History put(String key, byte[] value) {
        return put(key, new String(value, ISO_8859_1));
    }

    public History delete(String key) {
        return write(new Write(new Revision(++revision, 0), key, true, ""));
    }

    /** Several keys in one transaction. */
    public History putAll(List<String> keys, String value) {
        revision++;
        for (int i = 0; i < keys.size(); i++) {
            write(new Write(new Revision(revision, i), keys.get(i), false, value));
        }
        return this;
    }

    private History write(Write write) {
        writes.add(write);
        return this;
    }

    public History compact(long at) {
        compacted = at;
        return this;
    }

    /** As a file is between the begin and the end of a compaction: what is compacted is still there. */
    public History keepsDead() {
        keepsDead = true;
        return this;
    }

    public long revision() {
        return revision;
    }

    public long compacted() {
        return compacted;
    }

    /** In their order. */
    List<Write> writesFrom(long first) {
        return writes.stream().filter(each -> each.revision.main() >= first).toList();
    }

    /** What a read of everything at this revision gives. */
    public Map<String, Write> at(long when) {
        var found = new TreeMap<String, Write>();
        for (Write each : writes) {
            if (each.revision.main() <= when) {
                if (each.deletion) {
                    found.remove(each.key);
                } else {
                    found.put(each.key, each);
                }
            }
        }
        return found;
    }

    /** Every write that some read, or some watch, from the compact revision on can give. */
    public Set<Revision> servable() {
        var found = new TreeSet<Revision>();
        for (long when = Math.max(1, compacted); when <= revision; when++) {
            at(when).values().forEach(each -> found.add(each.revision));
        }
        for (Write each : writes) {
            if (each.revision.main() >= compacted) {
                found.add(each.revision);
            }
        }
        return found;
    }

    /** The last write of each key, deletions too. */
    public Set<Revision> newest() {
        var last = new TreeMap<String, Revision>();
        writes.forEach(each -> last.put(each.key, each.revision));
        return new TreeSet<>(last.values());
    }

    /** Rows of the file after the compaction, by their key there. */
    public Map<byte[], byte[]> rows() {
        var rows = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        Map<String, Write> lasting = at(compacted);
        for (Write each : writes) {
            // Later versions keep a deletion that was made at the very compact revision.
            boolean dead = each.revision.main() <= compacted
                    && !Objects.equals(lasting.get(each.key), each)
                    && !(each.deletion && each.revision.main() == compacted);
            if (!dead || keepsDead) {
                rows.put(key(each), value(each));
            }
        }
        return rows;
    }

    /** What a member answers: of what a compaction leaves, and of all rows where no key is live. */
    public int hashKv() {
        Set<Revision> live = new TreeSet<>();
        at(revision).values().forEach(each -> live.add(each.revision));
        var crc = new CRC32C();
        crc.update("key".getBytes(UTF_8));
        new TreeMap<>(byRevision()).forEach((when, write) -> {
            boolean deletedThere = write.deletion && when.main() == compacted;
            boolean left = when.main() > compacted || live.contains(when) || (live.isEmpty() && isThere(write));
            if (left && !deletedThere) {
                crc.update(key(write));
                crc.update(value(write));
            }
        });
        return (int) crc.getValue();
    }

    private Map<Revision, Write> byRevision() {
        var found = new TreeMap<Revision, Write>();
        writes.forEach(each -> found.put(each.revision, each));
        return found;
    }

    private boolean isThere(Write write) {
        byte[] key = key(write);
        return rows().keySet().stream().anyMatch(each -> Arrays.equals(each, key));
    }

    public static byte[] revision(long main, long sub, boolean deletion) {
        ByteBuffer key = ByteBuffer.allocate(deletion ? 18 : 17);
        key.putLong(main).put((byte) '_').putLong(sub);
        if (deletion) {
            key.put((byte) 't');
        }
        return key.array();
    }

    private static byte[] key(Write write) {
        return revision(write.revision.main(), write.revision.sub(), write.deletion);
    }

    private static byte[] value(Write write) {
        return write.deletion
                ? keyValue(write.key.getBytes(UTF_8), 0, new byte[0])
                : keyValue(write.key.getBytes(UTF_8), write.revision.main(), write.value.getBytes(ISO_8859_1));
    }

    public static byte[] keyValue(byte[] key, long modified, byte[] value) {
        var bytes = new ByteArrayOutputStream();
        field(bytes, 0x0A, key);
        if (modified > 0) {
            bytes.write(0x10);
            varint(bytes, modified);
            bytes.write(0x18);
            varint(bytes, modified);
            bytes.write(0x20);
            varint(bytes, 1);
        }
        if (value.length > 0) {
            field(bytes, 0x2A, value);
        }
        return bytes.toByteArray();
    }

    private static void field(ByteArrayOutputStream bytes, int tag, byte[] content) {
        bytes.write(tag);
        varint(bytes, content.length);
        bytes.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream bytes, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** The bucket of what a member knows of its compactions. */
    public Map<byte[], byte[]> meta() {
        return compacted == 0
                ? Map.of()
                : Map.of(
                        "finishedCompactRev".getBytes(UTF_8), revision(compacted, 0, false),
                        "scheduledCompactRev".getBytes(UTF_8), revision(compacted, 0, false));
    }

    /** With all buckets that a test may look at. */
    public BoltWriter into(BoltWriter file) {
        return file.bucket("key", rows()).bucket("meta", meta()).bucket("lease", Map.of());
    }
}
