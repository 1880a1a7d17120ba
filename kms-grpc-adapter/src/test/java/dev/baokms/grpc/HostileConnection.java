package dev.baokms.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A connection that sends HTTP/2 frames as it likes, never waits for the server and reads only when told to. */
final class HostileConnection implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** A server that reads nothing for so long has stopped reading, on the slowest machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final SocketChannel channel;
    private boolean refusing;

    HostileConnection(Path socket) {
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] preface() {
        return concat(PREFACE, frame(SETTINGS, 0, 0, new byte[0]));
    }

    static byte[] settings() {
        return frame(SETTINGS, 0, 0, new byte[0]);
    }

    static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    static byte[] reset(int stream) {
        return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    /** So much that flow control of HTTP/2 holds nothing back. */
    static byte[] endlessWindow() {
        return concat(
                frame(SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1}),
                frame(WINDOW_UPDATE, 0, 0, new byte[] {0x7f, -1, 0, 0}));
    }

    /** So little that no response can be sent. */
    static byte[] noWindow() {
        return frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
    }

    /** Starts a call and leaves it open for data. */
    static byte[] headers(int stream, String method) {
        var block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(block, ":path", "/v2.KeyManagementService/" + method);
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    /** HPACK: a literal without indexing, without Huffman coding. */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(US_ASCII));
    }

    static byte[] data(int stream, byte[] body) {
        return frame(DATA, 0, stream, body);
    }

    /** A whole gRPC message, and the end of the request. */
    static byte[] message(int stream, byte[] message) {
        return frame(DATA, END_STREAM, stream, concat(messageHead(message.length), message));
    }

    /** What gRPC writes before a message of so many bytes. */
    static byte[] messageHead(int length) {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(length).array();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /**
     * @return whether the server took it all; false from the time on when it closed, or read nothing for some
     * seconds
     */
    boolean send(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long lastTaken = System.nanoTime();
        try {
            while (!refusing && buffer.hasRemaining()) {
                if (channel.write(buffer) > 0) {
                    lastTaken = System.nanoTime();
                } else {
                    refusing = System.nanoTime() - lastTaken > PATIENCE.toNanos();
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        } catch (IOException e) {
            // The server hung up.
            refusing = true;
        }
        return !refusing;
    }

    /** Reads what there is and forgets it. */
    boolean isClosedByServer() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            int read;
            do {
                buffer.clear();
                read = channel.read(buffer);
            } while (read > 0);
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
