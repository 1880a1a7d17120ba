package dev.baokms.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundedReadTest {
    @Property(tries = 300)
    void content_isWholeWhateverSizeWasExpected(
            @ForAll @Size(max = 9000) byte[] content,
            @ForAll @IntRange(max = 10_000) int expected,
            @ForAll @IntRange(min = 1, max = 3000) int step)
            throws IOException {
        assertThat(read(new Steps(content, step), expected, 9000)).hasValue(content);
    }

    @Property(tries = 300)
    void content_isGivenIffItIsWithinTheLimit(
            @ForAll @Size(max = 200) byte[] content,
            @ForAll @IntRange(max = 200) int expected,
            @ForAll @IntRange(min = 1, max = 200) int limit)
            throws IOException {
        Optional<byte[]> read = read(new Steps(content, 7), expected, limit);

        assertThat(read.isPresent()).isEqualTo(content.length <= limit);
    }

    @Test
    void buffers_areWiped() throws IOException {
        var channel = new Steps("marked-secret".repeat(1000).getBytes(UTF_8), 900);

        assertThat(read(channel, 0, 20_000)).isPresent();

        assertThat(channel.lent).hasSizeGreaterThan(1).allSatisfy(BoundedReadTest::isWiped);
    }

    @Test
    void buffers_areWipedWhenTheContentIsTooLong() throws IOException {
        var channel = new Steps(new byte[] {1, 2, 3, 4}, 4);

        assertThat(read(channel, 3, 3)).isEmpty();

        assertThat(channel.lent).isNotEmpty().allSatisfy(BoundedReadTest::isWiped);
    }

    @Test
    void buffers_areWipedWhenTheDiskFails() {
        var channel = new Steps(new byte[] {1, 2, 3, 4}, 2) {
            @Override
            public int read(ByteBuffer into) throws IOException {
                if (super.read(into) < 0) {
                    throw new IOException("Input/output error");
                }
                return 1;
            }
        };

        assertThatIOException().isThrownBy(() -> BoundedRead.of(channel, 100, 100));

        assertThat(channel.lent).isNotEmpty().allSatisfy(BoundedReadTest::isWiped);
    }

    private static void isWiped(ByteBuffer buffer) {
        assertThat(buffer.isDirect()).isTrue();
        for (int i = 0; i < buffer.capacity(); i++) {
            assertThat(buffer.get(i)).isZero();
        }
    }

    private static Optional<byte[]> read(Steps channel, int expected, int maxBytes) throws IOException {
        return BoundedRead.of(channel, expected, maxBytes).map(bytes -> {
            try (SecretBytes secret = bytes) {
                return secret.exposeTo(byte[]::clone);
            }
        });
    }

    /** Gives a few bytes at a time, as a file system may, and remembers which buffers it was lent. */
    private static class Steps implements ReadableByteChannel {
        final Set<ByteBuffer> lent = Collections.newSetFromMap(new IdentityHashMap<>());
        private final ByteBuffer content;
        private final int step;

        Steps(byte[] content, int step) {
            this.content = ByteBuffer.wrap(content);
            this.step = step;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            lent.add(into);
            if (!content.hasRemaining()) {
                return -1;
            }
            int count = Math.min(Math.min(step, into.remaining()), content.remaining());
            into.put(content.slice(content.position(), count));
            content.position(content.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
