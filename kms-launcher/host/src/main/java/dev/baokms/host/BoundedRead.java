package dev.baokms.host;

import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Reads a channel to its end and leaves no copy behind. */
final class BoundedRead {
    // Some file systems, such as proc, say 0 of every file.
    private static final int UNKNOWN = 4096;

    private BoundedRead() {}

    /**
     * The whole content; empty when there is more of it than {@code maxBytes}.
     *
     * @param size what the content is expected to be; 0 when that is not known
     * @param maxBytes below 1 GiB
     */
    static Optional<SecretBytes> of(ReadableByteChannel channel, long size, int maxBytes) throws IOException {
        // One byte more than is expected, so that the end is seen without another buffer.
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
     * Direct, because into an array the JDK reads by way of a direct buffer that it keeps, with the secret in it.
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
