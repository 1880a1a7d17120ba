package dev.baokms.grpc;

import java.time.Duration;

/**
 * What clients of the socket may hold, so that none can keep the server from serving the others. A peer is a user:
 * processes of one user can end each other anyway, and a process can always start another.
 *
 * <p>Whatever clients do, the server holds at most, with {@link #DEFAULT}:
 *
 * <ul>
 *   <li>128 connections, about 30 KiB each: 4 MiB;
 *   <li>1,024 open calls (512, and 4 more for each connection), about 3 KiB each: 3 MiB;
 * <li>5 MiB of requests that are incomplete or waiting (4 MiB, and 8 KiB more for each connection);
 * <li>unread responses: 32 KiB for each connection and one response, at most 3 KiB, for each open
 *       call: 7 MiB.
 * </ul>
 *
 * <p>In total 19 MiB; half of it is in network buffers outside the heap. A single peer can cause about two thirds.
 *
 * @param connections at once; one more displaces the least recently used idle connection of the peer that has the most
 * @param connectionsPerPeer at once; one more displaces an idle connection of the same peer
 * @param callsPerConnection announced as SETTINGS_MAX_CONCURRENT_STREAMS; an API server may need as many as it has
 *     readers, and a provider must take 200 at once
 * @param callsPerPeer open at once
 * @param calls open at once
 * @param callsAlways open at once on any connection, however many others are open
 * @param bytesPerPeer of requests at once
 * @param bytes of requests at once
 * @param bytesAlways of requests at once on any connection, however many others hold
 * @param prefaceTime after which a connection that did not speak HTTP/2 is closed
 * @param unreadTime after which a connection that does not read its responses is closed; every call on it is long
 *     past its deadline
 */
record PeerLimits(
        int connections,
        int connectionsPerPeer,
        int callsPerConnection,
        int callsPerPeer,
        int calls,
        int callsAlways,
        int bytesPerPeer,
        int bytes,
        int bytesAlways,
        Duration prefaceTime,
        Duration unreadTime) {
    private static final int MIB = 1024 * 1024;

    static final PeerLimits DEFAULT = new PeerLimits(
            128, 64, 256, 384, 512, 4, 3 * MIB, 4 * MIB, 8 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(10));
}
