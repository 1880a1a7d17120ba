package dev.baokms.host;

import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Reads a channel to its end and leaves no copy behind. */
final class BoundedRead {
    // Some file systems, such as proc, report size 0 for every file.
    private static final int UNKNOWN = 4096;

    private BoundedRead() {}

    /**
     * Returns the whole content; empty if it is longer than {@code maxBytes}.
     *
     * @param size the expected size in bytes; 0 if it is not known
     * @param maxBytes below 1 GiB
     */
    static Optional<SecretBytes> of(ReadableByteChannel channel, long size, int maxBytes) throws IOException {
        // One byte more than expected, so that the end is seen without another buffer.
        ByteBuffer buffer = room(size == 0 ? UNKNOWN : size + 1, maxBytes);
        try {
            while (channel.read(buffer) >= 0) {
                if (buffer.position() > maxBytes) {
                    return Optional.empty();
                }
                if (!buffer.hasRemaining()) {
                    ByteBuffer small = buffer;
                    buffer = room(2L * small.capacity(), maxBytes).put(small.flip());
                    wipe(small);
                }
            }
            byte[] content = new byte[buffer.flip().limit()];
            buffer.get(content);
            return Optional.of(SecretBytes.adopting(content));
        } finally {
            wipe(buffer);
        }
    }

    /**
     * Allocates a direct buffer. To read into an array, the JDK uses a direct buffer of its own, which it keeps with
     * the secret in it.
     */
    private static ByteBuffer room(long wanted, int maxBytes) {
        return ByteBuffer.allocateDirect((int) Math.min(wanted, maxBytes + 1L));
    }

    private static void wipe(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }
}
