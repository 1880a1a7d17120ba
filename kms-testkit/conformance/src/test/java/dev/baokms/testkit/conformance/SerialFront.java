package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Stands before a provider, passes bytes on, and accepts no connection before the last one has said something. */
final class SerialFront implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Path provider;
    private final int greeting;

    /** @param greeting how many bytes it waits for */
    SerialFront(Path socket, Path provider, int greeting) throws IOException {
        this.provider = provider;
        this.greeting = greeting;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                ByteBuffer first = ByteBuffer.allocate(greeting);
                while (first.hasRemaining() && client.read(first) >= 0) {}
                var server = SocketChannel.open(UnixDomainSocketAddress.of(provider));
                server.write(first.flip());
                Thread.ofVirtual().start(() -> CrashingFront.pass(server, client));
                Thread.ofVirtual().start(() -> CrashingFront.pass(client, server));
            }
        } catch (IOException e) {
            // Closed by a test that ends.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
