package dev.baokms.etcd;

/**
 * One row of the bucket {@code key}: its revision and its {@code mvccpb.KeyValue}. One instance serves all rows of a
 * file.
 */
final class HistoryRow {
    static final int REVISION_BYTES = 17;
    private static final int TOMBSTONE_BYTES = 18;
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_FIXED64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_FIXED32 = 5;
    private static final int FIELD_KEY = 1;
    private static final int FIELD_MOD_REVISION = 3;
    private static final int FIELD_VALUE = 5;
    private static final int LONGEST_VARINT = 10;

    private final String file;
    private BoltPage page;
    private int index;
    private int at;
    private int end;
    private long main;
    private long sub;
    private boolean deletion;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;

    HistoryRow(String file) {
        this.file = file;
        this.page = new BoltPage(false);
    }

    /** The revision of the transaction that wrote the row. */
    long main() {
        return main;
    }

    /** The position of the row in its transaction. */
    long sub() {
        return sub;
    }

    boolean deletion() {
        return deletion;
    }

    /** Whether the row has no key; {@code etcdutl snapshot restore --bump-revision} writes such a row. */
    boolean empty() {
        return keyLength == 0;
    }

    int keyOffset() {
        return keyOffset;
    }

    int keyLength() {
        return keyLength;
    }

    int valueOffset() {
        return valueOffset;
    }

    int valueLength() {
        return valueLength;
    }

    /** Reads only the revision of a row. */
    void readRevision(BoltPage leaf, int element) throws RefusedSourceException {
        page = leaf;
        index = element;
        int key = leaf.keyOffset(element);
        int length = leaf.keyLength(element);
        byte[] bytes = leaf.bytes();
        deletion = length == TOMBSTONE_BYTES && bytes[key + REVISION_BYTES] == 't';
        if ((length != REVISION_BYTES && !deletion) || bytes[key + 8] != '_') {
            throw broken(EtcdFileTexts.NOT_A_REVISION);
        }
        main = bigEndian(bytes, key);
        sub = bigEndian(bytes, key + 9);
        if (main <= 0 || sub < 0) {
            throw broken(EtcdFileTexts.revisionOutOfRange(main, sub));
        }
    }

    /** Reads a whole row. */
    void read(BoltPage leaf, int element) throws RefusedSourceException {
        readRevision(leaf, element);
        keyLength = 0;
        valueLength = 0;
        at = leaf.valueOffset(element);
        end = at + leaf.valueLength(element);
        boolean written = at < end;
        long modified = 0;
        while (at < end) {
            long tag = varint();
            int wire = (int) tag & 7;
            long field = tag >>> 3;
            if (field == FIELD_MOD_REVISION && wire == WIRE_VARINT) {
                modified = varint();
            } else if (wire == WIRE_BYTES) {
                int length = length();
                if (field == FIELD_KEY) {
                    keyOffset = at;
                    keyLength = length;
                } else if (field == FIELD_VALUE) {
                    valueOffset = at;
                    valueLength = length;
                }
                at += length;
            } else {
                skip(wire);
            }
        }
        if (written && keyLength == 0) {
            throw broken(EtcdFileTexts.ROW_WITHOUT_KEY);
        }
        if (!deletion && written && modified != main) {
            throw broken(EtcdFileTexts.otherRevision(modified, main));
        }
    }

    private long varint() throws RefusedSourceException {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && at < end; i++) {
            byte each = page.bytes()[at++];
            value |= (long) (each & 0x7f) << (7 * i);
            if (each >= 0) {
                return value;
            }
        }
        throw noKeyValue();
    }

    private int length() throws RefusedSourceException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw noKeyValue();
        }
        return (int) length;
    }

    private void skip(int wire) throws RefusedSourceException {
        switch (wire) {
            case WIRE_VARINT -> varint();
            case WIRE_FIXED64 -> at += 8;
            case WIRE_FIXED32 -> at += 4;
            default -> throw noKeyValue();
        }
        if (at > end) {
            throw noKeyValue();
        }
    }

    private static long bigEndian(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[from + i] & 0xff);
        }
        return value;
    }

    private RefusedSourceException noKeyValue() {
        return broken(EtcdFileTexts.NOT_A_KEY_VALUE);
    }

    /** Returns the exception for a problem with this row. */
    RefusedSourceException broken(String reason) {
        return new RefusedSourceException(
                EtcdFileTexts.row(file, page.id(), index), reason, EtcdFileTexts.ANOTHER_COPY);
    }
}
