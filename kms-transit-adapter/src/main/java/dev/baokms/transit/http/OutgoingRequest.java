package dev.baokms.transit.http;

import java.util.Map;

/** One HTTP request, whichever address it goes to. Its body and headers may hold secrets, so it prints nothing. */
public final class OutgoingRequest {
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final int maxResponseBytes;
    private final boolean ownConnection;

    /**
     * @param path below the address, made of names that were checked, without a leading slash
     * @param headers beside those that every request has
     * @param body JSON, lent for the time of the exchange; empty for a GET
     * @param maxResponseBytes what a response may hold at most
     * @param ownConnection whether it goes over a connection that nothing else ever used
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
