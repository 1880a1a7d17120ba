package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.Envelope;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Splits stored values into two halves: the sealed data, which differs in every value, and the rest, which is the same
 * for all objects of one seed. API servers write the data first, so the halves are adjacent. For a known rest, a
 * comparison is enough and nothing has to be parsed.
 */
final class SplitValue {
    /** The length of a stand-in for data: enough for info, nonce and tag, because less is no data. */
    private static final int MARK_BYTES = 60;

    private static final int DATA = 0x0A;

    /** The two halves of a value. */
    record Halves(Stretch data, Stretch rest) {}

    private final OurKey key;
    private final byte[] head;
    private final byte[] mark = new byte[MARK_BYTES];

    SplitValue(OurKey key, SecureRandom random) {
        this.key = key;
        this.head = key.prefix();
        random.nextBytes(mark);
    }

    /** Whether the value begins like one of this provider's. */
    boolean isOurs(Stretch value) {
        return value.length() > head.length
                && Arrays.equals(head, 0, head.length, value.source(), value.at(), value.at() + head.length);
    }

    /**
     * Splits a value with the layout of API servers; null for any other layout. Only a rest for which {@link #isWhole}
     * is true proves that the data half is the whole data.
     */
    @Nullable
    Halves asWritten(Stretch value) {
        byte[] bytes = value.source();
        int end = value.at() + value.length();
        int at = value.at() + head.length;
        if (at >= end || bytes[at++] != DATA) {
            return null;
        }
        int length = 0;
        for (int shift = 0; shift < 28 && at < end; shift += 7) {
            byte next = bytes[at++];
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                return length <= end - at
                        ? new Halves(new Stretch(bytes, at, length), new Stretch(bytes, at + length, end - at - length))
                        : null;
            }
        }
        return null;
    }

    /**
     * Whether the data before this rest is the data that counts. In protobuf a field may appear again, and the last one
     * counts.
     */
    boolean isWhole(Stretch rest) {
        return envelope(rest)
                .filter(envelope -> envelope.encryptedData().equals(ByteBuffer.wrap(mark)))
                .isPresent();
    }

    /**
     * Splits a value of any layout, and returns the rest as API servers write it. Empty when the value cannot be read.
     */
    Optional<Halves> read(Stretch value) {
        return envelope(StoredObject.of(ByteBuffer.wrap(value.source(), value.at(), value.length()), key))
                .map(envelope -> new Halves(Stretch.copyOf(envelope.encryptedData()), Stretch.of(written(envelope))));
    }

    /** Returns the envelope of a rest, with a stand-in for the data. */
    Optional<Envelope> envelope(Stretch rest) {
        var value = ByteBuffer.allocate(head.length + 2 + MARK_BYTES + rest.length());
        value.put(head).put((byte) DATA).put((byte) MARK_BYTES).put(mark);
        value.put(rest.source(), rest.at(), rest.length()).flip();
        return envelope(StoredObject.of(value, key));
    }

    private static Optional<Envelope> envelope(StoredObject object) {
        return switch (object) {
            case StoredObject.Ours(Envelope envelope, int version) -> Optional.of(envelope);
            case StoredObject.Contradictory(Envelope envelope, var versions, String reason) -> Optional.of(envelope);
            case StoredObject.Foreign foreign -> Optional.empty();
            case StoredObject.Plaintext plaintext -> Optional.empty();
            case StoredObject.Unknown unknown -> Optional.empty();
        };
    }

    private static byte[] written(Envelope envelope) {
        var bytes = new ByteArrayOutputStream();
        field(bytes, 2, envelope.keyId().getBytes(UTF_8));
        field(bytes, 3, Stretch.copyOf(envelope.encryptedDekSource()).copy());
        new TreeMap<>(envelope.annotations()).forEach((name, content) -> {
            var entry = new ByteArrayOutputStream();
            field(entry, 1, name.getBytes(UTF_8));
            field(entry, 2, content);
            field(bytes, 4, entry.toByteArray());
        });
        if (envelope.seedType() == Envelope.SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED) {
            bytes.write(5 << 3);
            bytes.write(1);
        }
        return bytes.toByteArray();
    }

    private static void field(ByteArrayOutputStream bytes, int number, byte[] content) {
        bytes.write((number << 3) | 2);
        int rest = content.length;
        for (; rest > 0x7F; rest >>>= 7) {
            bytes.write((rest & 0x7F) | 0x80);
        }
        bytes.write(rest);
        bytes.writeBytes(content);
    }
}
