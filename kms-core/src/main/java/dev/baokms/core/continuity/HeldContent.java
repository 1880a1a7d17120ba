package dev.baokms.core.continuity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.secret.SecretBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a process leaves to the next one of the same boot: the lease, the local keys and the seeds. Encoded with length
 * prefixes, a version in front and a hash at the end; only ever in memory.
 *
 * @param lease what the lease is counted from
 * @param keys the local keys, each with whether it writes
 * @param seeds least recently asked for first
 */
record HeldContent(Lease.Terms lease, List<Key> keys, List<Seed> seeds) {
    /** @param writes whether its version writes with this key */
    record Key(LocalKey key, boolean writes) {}

    /** @param secret the seed itself */
    record Seed(StoredSeed wrapped, SecretBytes secret) {}

    private static final byte[] FORM = "kms-held/v1\n".getBytes(US_ASCII);
    private static final int HASH_BYTES = 32;

    /** Lends its secrets: encode it at once. */
    static HeldContent of(Lease.Terms lease, LocalKeys keys, HeldSeeds seeds) {
        var held = new ArrayList<Seed>(seeds.count());
        seeds.forEach((wrapped, secret) -> held.add(new Seed(wrapped, secret)));
        return new HeldContent(
                lease,
                keys.all().stream()
                        .map(key -> new Key(key, keys.isForWriting(key)))
                        .toList(),
                held);
    }

    /** Encodes everything in one array of exact size; lent secrets stay the lender's. */
    SecretBytes encoded() {
        int size = FORM.length + 3 * Long.BYTES + 2 * Integer.BYTES + HASH_BYTES;
        for (Key each : keys) {
            size += 1
                    + sizeOf(each.key.wrapped().text())
                    + sizeOf(each.key.keyId().value())
                    + sizeOf(each.key.secret());
        }
        for (Seed each : seeds) {
            size += sizeOf(each.wrapped.ciphertext().text())
                    + sizeOf(each.wrapped.keyId().value())
                    + sizeOf(each.secret);
        }
        var out = ByteBuffer.wrap(new byte[size]);
        out.put(FORM);
        out.putLong(lease.sinceBoot().toMillis());
        out.putLong(lease.at().toEpochMilli());
        out.putLong(lease.highest().toEpochMilli());
        out.putInt(keys.size());
        for (Key each : keys) {
            out.put((byte) (each.writes ? 1 : 0));
            put(out, each.key.wrapped().text());
            put(out, each.key.keyId().value());
            put(out, each.key.secret());
        }
        out.putInt(seeds.size());
        for (Seed each : seeds) {
            put(out, each.wrapped.ciphertext().text());
            put(out, each.wrapped.keyId().value());
            put(out, each.secret);
        }
        byte[] before = Arrays.copyOf(out.array(), out.position());
        out.put(Sha256.of(before));
        Arrays.fill(before, (byte) 0);
        return SecretBytes.adopting(out.array());
    }

    /** Empty for anything but what {@link #encoded} gave, whole. */
    static Optional<HeldContent> decode(SecretBytes content) {
        return content.exposeTo(bytes -> {
            int end = bytes.length - HASH_BYTES;
            if (end < FORM.length || !Arrays.equals(bytes, 0, FORM.length, FORM, 0, FORM.length)) {
                return Optional.empty();
            }
            byte[] before = Arrays.copyOf(bytes, end);
            boolean whole = Arrays.equals(Sha256.of(before), Arrays.copyOfRange(bytes, end, bytes.length));
            Arrays.fill(before, (byte) 0);
            return whole ? read(ByteBuffer.wrap(bytes, FORM.length, end - FORM.length)) : Optional.empty();
        });
    }

    private static Optional<HeldContent> read(ByteBuffer in) {
        var keys = new ArrayList<Key>();
        var seeds = new ArrayList<Seed>();
        try {
            var lease = new Lease.Terms(
                    Duration.ofMillis(in.getLong()),
                    Instant.ofEpochMilli(in.getLong()),
                    Instant.ofEpochMilli(in.getLong()));
            for (int left = in.getInt(); left > 0; left--) {
                boolean writes = in.get() == 1;
                String wrapped = text(in);
                String keyId = text(in);
                SecretBytes secret = secret(in);
                if (TransitCiphertext.parse(wrapped) instanceof Ok<TransitCiphertext>(var text)
                        && KeyId.parse(keyId) instanceof Ok<KeyId>(var id)) {
                    keys.add(new Key(new LocalKey(secret, text, id), writes));
                }
            }
            for (int left = in.getInt(); left > 0; left--) {
                String text = text(in);
                String keyId = text(in);
                SecretBytes secret = secret(in);
                if (SeedCiphertext.parse(text) instanceof Ok<SeedCiphertext>(var ciphertext)
                        && KeyId.parse(keyId) instanceof Ok<KeyId>(var id)) {
                    seeds.add(new Seed(new StoredSeed(ciphertext, id), secret));
                }
            }
            return Optional.of(new HeldContent(lease, keys, seeds));
        } catch (BufferUnderflowException | NegativeArraySizeException | DateTimeException e) {
            // The hash was right, so another version wrote this: treat it as absent.
            new HeldContent(new Lease.Terms(Duration.ZERO, Instant.EPOCH, Instant.EPOCH), keys, seeds).wipe();
            return Optional.empty();
        }
    }

    void wipe() {
        keys.forEach(each -> each.key.secret().close());
        seeds.forEach(each -> each.secret.close());
    }

    private static int sizeOf(String text) {
        return Short.BYTES + text.length();
    }

    private static int sizeOf(SecretBytes secret) {
        return Integer.BYTES + secret.length();
    }

    private static void put(ByteBuffer out, String text) {
        out.putShort((short) text.length()).put(text.getBytes(US_ASCII));
    }

    private static void put(ByteBuffer out, SecretBytes secret) {
        out.putInt(secret.length());
        secret.<ByteBuffer>exposeTo(out::put);
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getShort()];
        in.get(text);
        return new String(text, US_ASCII);
    }

    private static SecretBytes secret(ByteBuffer in) {
        int length = in.getInt();
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] secret = new byte[length];
        in.get(secret);
        return SecretBytes.adopting(secret);
    }
}
