package dev.baokms.transit.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** Makes TLS sockets with the current factory, under the configured server name if there is one. */
final class ReloadableSslSocketFactory extends SSLSocketFactory {
    private final Optional<ServerName> serverName;
    private volatile Supplier<SSLSocketFactory> current;

    /** @param first asked again for each connection */
    ReloadableSslSocketFactory(Supplier<SSLSocketFactory> first, Optional<ServerName> serverName) {
        this.current = first;
        this.serverName = serverName;
    }

    void use(Supplier<SSLSocketFactory> next) {
        current = next;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return current.get().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return current.get().getSupportedCipherSuites();
    }

    /** The only method that an HTTP client uses: TLS around a connected socket. */
    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        String peer = serverName.map(ServerName::value).orElse(host);
        return TlsSockets.around(connected, current.get(), peer, port);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unconnected();
    }

    private static UnsupportedOperationException unconnected() {
        return new UnsupportedOperationException("a socket must be connected first");
    }
}
