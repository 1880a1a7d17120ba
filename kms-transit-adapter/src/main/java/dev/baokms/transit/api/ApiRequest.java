package dev.baokms.transit.api;

import java.util.Arrays;

/**
 * One request, for any address and any number of attempts. Owns its body, which may hold a secret, and wipes it.
 *
 * @param <T> what a good response holds
 */
public final class ApiRequest<T> implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Operation operation;
    private final String path;
    private final byte[] body;
    private final ResponseDecoder<T> decoder;

    private ApiRequest(Operation operation, String path, byte[] body, ResponseDecoder<T> decoder) {
        this.operation = operation;
        this.path = path;
        this.body = body;
        this.decoder = decoder;
    }

    static <T> ApiRequest<T> get(Operation operation, String path, ResponseDecoder<T> decoder) {
        return new ApiRequest<>(operation, path, NOTHING, decoder);
    }

    /** Takes over the body. */
    static <T> ApiRequest<T> post(Operation operation, String path, byte[] body, ResponseDecoder<T> decoder) {
        return new ApiRequest<>(operation, path, body, decoder);
    }

    Operation operation() {
        return operation;
    }

    /** The path below the address, made of checked names. */
    String path() {
        return path;
    }

    /** Empty for a request that only reads. */
    byte[] body() {
        return body;
    }

    ResponseDecoder<T> decoder() {
        return decoder;
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }
}
