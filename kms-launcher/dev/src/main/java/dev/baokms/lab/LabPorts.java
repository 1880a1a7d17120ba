package dev.baokms.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback. They are free when they are chosen; a process that takes one before the lab does makes that fail loudly. */
final class LabPorts {
    private LabPorts() {}

    /** Different ones. The first has a free neighbour above it, which OpenBao takes for its cluster. */
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
                // The neighbour is somebody's, or there is none.
            }
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
