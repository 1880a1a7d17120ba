package dev.baokms.transit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS around a connected socket, with two things that other clients do and JSSE leaves out. */
final class TlsSockets {
    private TlsSockets() {}

    /**
     * Sends the name as SNI even when it has no dot or has an underscore, as Go and OpenSSL do: a server or balancer
     * with several certificates chooses by it. It also sets TCP_NODELAY, so that the second part of a request does not
     * wait for an acknowledgement.
     *
     * @param peer the name the certificate must be for, or an IP address, which is never sent
     */
    static SSLSocket around(Socket connected, SSLSocketFactory factory, String peer, int port) throws IOException {
        connected.setTcpNoDelay(true);
        var socket = (SSLSocket) factory.createSocket(connected, peer, port, true);
        if (!ServerName.isIpAddress(peer)) {
            String name = peer.endsWith(".") ? peer.substring(0, peer.length() - 1) : peer;
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name.getBytes(US_ASCII))));
            socket.setSSLParameters(parameters);
        }
        return socket;
    }
}
