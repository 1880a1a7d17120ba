package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Stands before a provider, passes bytes on, and dies of the first connection that does not begin with HTTP/2. */
final class CrashingFront implements AutoCloseable {
    private static final ByteBuffer PREFACE = ByteBuffer.wrap("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));

    private final ServerSocketChannel listener;
    private final Path provider;

    CrashingFront(Path socket, Path provider) throws IOException {
        this.provider = provider;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: by a test that ends, or by what it is for.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                var server = SocketChannel.open(UnixDomainSocketAddress.of(provider))) {
            ByteBuffer first = ByteBuffer.allocate(PREFACE.capacity());
            while (first.hasRemaining() && client.read(first) >= 0) {}
            if (!first.flip().equals(PREFACE.duplicate())) {
                listener.close();
                return;
            }
            server.write(first);
            Thread.ofVirtual().start(() -> pass(server, client));
            pass(client, server);
        } catch (IOException e) {
            // One side has gone, and with it the connection.
        }
    }

    static void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.close();
        } catch (IOException e) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
