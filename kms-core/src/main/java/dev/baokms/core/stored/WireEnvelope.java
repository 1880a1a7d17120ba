package dev.baokms.core.stored;

import dev.baokms.core.key.Annotations;
import dev.baokms.core.stored.Envelope.SeedType;
import java.nio.ByteBuffer;

/**
 * Finds the parts of an EncryptedObject (apiserver's {@code kmsv2/v2/api.proto}) without copying them: where each
 * begins and how long it is. One instance serves many values, so that a scan of millions creates no garbage.
 *
 * <p>As in protobuf, fields come in any order, unknown ones are skipped, and the last of a repeated field counts. Time
 * is linear in the length.
 */
final class WireEnvelope {
    /** etcd refuses larger requests by default. */
    static final int MAX_VALUE_BYTES = 3 << 19;

    /** kube-apiserver's limit for key_id and the wrapped seed: less than 1 kB. */
    static final int MAX_PART_BYTES = 1023;

    /** Includes tags and lengths, so that many empty entries cannot get around the limit. */
    private static final int MAX_ENCODED_ANNOTATIONS = 2 * Annotations.MAX_TOTAL_BYTES;

    private static final int NONCE_AND_TAG_BYTES = 12 + 16;
    private static final int INFO_BYTES = 32;

    /** A number that cannot occur here in protobuf. */
    private static final long BROKEN = Long.MIN_VALUE;

    int dataAt;
    int dataLength;
    int keyIdAt;
    int keyIdLength;
    int seedAt;
    int seedLength;
    int type;
    /** Range of the encoded entries, from the first to the end of the last; other fields may lie in between. */
    int annotationsAt;

    int annotationsEnd;
    int annotationCount;
    /** Position of the entry that {@link #nextAnnotation} found. */
    int entryKeyAt;

    int entryKeyLength;
    int entryValueAt;
    int entryValueLength;

    private int annotationBytes;
    private int annotationContent;
    private int at;

    /**
     * Reads from the buffer's position to its limit, by index.
     *
     * @return what is wrong, or an empty string
     */
    String read(ByteBuffer value) {
        dataAt = keyIdAt = seedAt = annotationsAt = annotationsEnd = value.position();
        dataLength = keyIdLength = seedLength = type = annotationCount = annotationBytes = annotationContent = 0;
        at = value.position();
        while (at < value.limit()) {
            int begin = at;
            long tag = varint(value, value.limit());
            int number = (int) (tag >>> 3);
            if (tag <= 0 || tag > 0xFFFF_FFFFL || number == 0) {
                return "is no protobuf";
            }
            int length = length(value, (int) tag & 7);
            if (length < 0 || length > value.limit() - at) {
                return "is cut short, or is no protobuf";
            }
            String problem = field(value, number, (int) tag & 7, begin, length);
            if (!problem.isEmpty()) {
                return problem;
            }
            at += length;
        }
        return judged();
    }

    SeedType seedType() {
        return type == 0 ? SeedType.AES_GCM_KEY : SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED;
    }

    /**
     * Whether the data is the first field and occurs once, as every API server writes it; everything else then follows
     * it.
     */
    boolean dataIsFirst(ByteBuffer value) {
        at = value.position();
        return varint(value, value.limit()) == 0x0A && varint(value, value.limit()) >= 0 && at == dataAt;
    }

    private String field(ByteBuffer value, int number, int wire, int begin, int length) {
        boolean bytes = wire == 2;
        if ((number >= 1 && number <= 4 && !bytes) || (number == 5 && wire != 0)) {
            return "has a field of another type";
        }
        switch (number) {
            case 1 -> {
                dataAt = at;
                dataLength = length;
            }
            case 2 -> {
                keyIdAt = at;
                keyIdLength = length;
            }
            case 3 -> {
                seedAt = at;
                seedLength = length;
            }
            case 4 -> {
                return annotation(value, begin, length);
            }
            case 5 -> {
                int after = at + length;
                long number5 = varint(value, after);
                at = after - length;
                type = number5 == 0 || number5 == 1 ? (int) number5 : -1;
            }
            default -> {}
        }
        return "";
    }

    private String annotation(ByteBuffer value, int begin, int length) {
        annotationBytes += at - begin + length;
        if (annotationBytes > MAX_ENCODED_ANNOTATIONS) {
            return "has annotations beyond the limit";
        }
        annotationsAt = annotationCount == 0 ? begin : annotationsAt;
        annotationsEnd = at + length;
        annotationCount++;
        int from = at;
        boolean good = entry(value, at, at + length);
        at = from;
        if (!good) {
            return "has an annotation that is no protobuf";
        }
        annotationContent += entryKeyLength + entryValueLength;
        return annotationContent > Annotations.MAX_TOTAL_BYTES ? "has annotations beyond the limit" : "";
    }

    /** Finds key and value of one entry of the map. */
    private boolean entry(ByteBuffer value, int from, int end) {
        at = from;
        entryKeyAt = entryValueAt = from;
        entryKeyLength = entryValueLength = 0;
        while (at < end) {
            long tag = varint(value, end);
            if (tag <= 0 || tag > 0xFFFF_FFFFL || tag >>> 3 == 0) {
                return false;
            }
            int length = length(value, (int) tag & 7);
            if (length < 0 || length > end - at) {
                return false;
            }
            if (tag == 0x0A) {
                entryKeyAt = at;
                entryKeyLength = length;
            } else if (tag == 0x12) {
                entryValueAt = at;
                entryValueLength = length;
            } else if (tag >>> 3 <= 2) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /**
     * Finds the next entry from a position on and sets the fields to its parts. Returns the position after it, or -1
     * when there is none.
     */
    int nextAnnotation(ByteBuffer value, int from) {
        at = from;
        while (at < annotationsEnd) {
            long tag = varint(value, annotationsEnd);
            int length = length(value, (int) tag & 7);
            int end = at + length;
            if (tag == 0x22) {
                entry(value, at, end);
                return end;
            }
            at = end;
        }
        return -1;
    }

    private String judged() {
        if (type < 0) {
            return "has a type of seed that is not known";
        }
        if (keyIdLength == 0 || keyIdLength > MAX_PART_BYTES) {
            return "has no key_id of 1 to " + MAX_PART_BYTES + " bytes";
        }
        if (seedLength == 0 || seedLength > MAX_PART_BYTES) {
            return "has no wrapped seed of 1 to " + MAX_PART_BYTES + " bytes";
        }
        return dataLength < NONCE_AND_TAG_BYTES + (type == 1 ? INFO_BYTES : 0)
                ? "has less data than a nonce and a tag"
                : "";
    }

    /**
     * Length of the field whose tag was read; -1 for a wire type that protobuf does not know. Skips the bytes of a
     * length prefix.
     */
    private int length(ByteBuffer value, int wire) {
        return switch (wire) {
            case 0 -> {
                int from = at;
                long ignored = varint(value, value.limit());
                int length = at - from;
                at = from;
                yield ignored == BROKEN ? -1 : length;
            }
            case 1 -> 8;
            case 2 -> {
                long length = varint(value, value.limit());
                yield length < 0 || length > MAX_VALUE_BYTES ? -1 : (int) length;
            }
            case 5 -> 4;
            default -> -1;
        };
    }

    /** Reads a varint and moves on. Ten bytes at most; {@link #BROKEN} for more, or when the input ends first. */
    private long varint(ByteBuffer value, int end) {
        long result = 0;
        for (int shift = 0; shift < 70 && at < end; shift += 7) {
            byte next = value.get(at++);
            result |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return result == BROKEN ? BROKEN + 1 : result;
            }
        }
        return BROKEN;
    }
}
