package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope.SourceType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Unwrapped seeds by everything that names them. An entry lives 24 h from its put; reading does not prolong that, and
 * an expired entry is still served until the next put removes it. So a wrong seed stays that long.
 */
final class SeedCache {
    private static final Duration LIFE = Duration.ofHours(24);

    private record Entry(ByteString seed, Instant expiry) {}

    private final Map<ByteBuffer, Entry> entries = new HashMap<>();

    synchronized Optional<byte[]> get(SourceType type, WrappedSeed wrapped) {
        return Optional.ofNullable(entries.get(name(type, wrapped)))
                .map(entry -> entry.seed().toByteArray());
    }

    synchronized void put(SourceType type, WrappedSeed wrapped, byte[] seed, Instant now) {
        entries.values().removeIf(entry -> entry.expiry().isBefore(now));
        entries.put(name(type, wrapped), new Entry(ByteString.copyFrom(seed), now.plus(LIFE)));
    }

    /** Each part follows its length, so that no two names have the same bytes. */
    private static ByteBuffer name(SourceType type, WrappedSeed wrapped) {
        var name = new ByteArrayOutputStream();
        append(name, type.name().getBytes(UTF_8));
        append(name, wrapped.ciphertext());
        append(name, wrapped.keyId().getBytes(UTF_8));
        new TreeMap<>(wrapped.annotations()).forEach((key, value) -> {
            append(name, key.getBytes(UTF_8));
            append(name, value);
        });
        return ByteBuffer.wrap(name.toByteArray());
    }

    private static void append(ByteArrayOutputStream name, byte[] part) {
        name.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        name.writeBytes(part);
    }
}
