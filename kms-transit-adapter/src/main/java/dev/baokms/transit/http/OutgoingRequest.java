package dev.baokms.transit.http;

import java.util.Map;

/**
 * One HTTP request, for any address. Its body and headers may hold secrets, so it is not a record, which would print
 * them.
 */
public final class OutgoingRequest {
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final int maxResponseBytes;
    private final boolean ownConnection;

    /**
     * @param path below the address, made of checked names, without a leading slash
     * @param headers besides those of every request
     * @param body JSON, lent during the exchange; empty for a GET
     * @param maxResponseBytes the longest accepted response
     * @param ownConnection whether it needs a fresh connection
     */
    public OutgoingRequest(
            String path, Map<String, String> headers, byte[] body, int maxResponseBytes, boolean ownConnection) {
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.maxResponseBytes = maxResponseBytes;
        this.ownConnection = ownConnection;
    }

    String path() {
        return path;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    int maxResponseBytes() {
        return maxResponseBytes;
    }

    boolean ownConnection() {
        return ownConnection;
    }
}
