package dev.baokms.testkit.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/1.1 listener on loopback, one virtual thread per connection. Not the JDK's server: the faults need the bare socket, to send
 * half a body or a reset, and its delayed acknowledgements would spoil every measurement.
 */
final class HttpFront implements AutoCloseable {
    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Function<Request, Response> handler;
    private final Thread acceptor = Thread.ofVirtual().name("emulator-accept").unstarted(this::acceptAll);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    HttpFront(int port, Optional<SSLContext> tls, Function<Request, Response> handler) {
        this.tls = tls;
        this.handler = handler;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1 port " + port, e);
        }
    }

    void start() {
        acceptor.start();
    }

    URI address() {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + listener.getLocalPort());
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                // An accept may succeed while the listener closes: either close() finds this socket or we see that it
                // ran.
                if (listener.isClosed()) {
                    closeQuietly(socket);
                } else {
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // Closed, or a client that left before we looked: the loop's condition tells them apart.
            }
        }
    }

    private void serve(Socket raw) {
        try (raw;
                Socket socket = tls.isPresent() ? encrypted(raw, tls.get()) : raw) {
            raw.setTcpNoDelay(true);
            new HttpConnection(raw, socket, handler).serveAll();
        } catch (IOException e) {
            // The client went away, or the close below cut the connection; there is nobody to tell.
        } finally {
            open.remove(raw);
        }
    }

    private static SSLSocket encrypted(Socket raw, SSLContext tls) throws IOException {
        var socket = (SSLSocket)
                tls.getSocketFactory().createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
        socket.setUseClientMode(false);
        socket.setWantClientAuth(true);
        return socket;
    }

    /** Ends the listener and cuts every connection. */
    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(HttpFront::closeQuietly);
        try {
            // Only when nobody waits in accept any more does the kernel give the port back.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Closing a socket that is already gone is what we wanted.
        }
    }
}
