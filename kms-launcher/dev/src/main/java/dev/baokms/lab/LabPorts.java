package dev.baokms.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of the loopback that are free when they are chosen. If another process takes one before the lab does, the lab's
 * process fails with an error.
 */
final class LabPorts {
    private LabPorts() {}

    /** Returns different ports. The port above the first is free too, because OpenBao uses it for its cluster. */
    static List<Integer> free(int count) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            var ports = new ArrayList<Integer>();
            int first = pair(held);
            ports.add(first);
            while (ports.size() < count) {
                ServerSocket socket = bound(0);
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return List.copyOf(ports);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static int pair(List<ServerSocket> held) throws IOException {
        while (true) {
            ServerSocket socket = bound(0);
            held.add(socket);
            try {
                held.add(bound(socket.getLocalPort() + 1));
                return socket.getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                // Another process holds the next port, or it does not exist.
            }
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
