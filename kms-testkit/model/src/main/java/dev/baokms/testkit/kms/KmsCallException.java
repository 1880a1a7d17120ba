package dev.baokms.testkit.kms;

import org.jspecify.annotations.Nullable;

/** A call to a provider that failed. */
public final class KmsCallException extends RuntimeException {
    private final String code;
    private final String description;

    /**
     * @param code name of the gRPC status code, such as {@code UNAVAILABLE}
     * @param description the text of the provider or the transport; empty when there is none
     */
    public KmsCallException(String code, String description) {
        this(code, description, null);
    }

    KmsCallException(String code, String description, @Nullable Throwable cause) {
        super(description.isEmpty() ? code : code + ": " + description, cause);
        this.code = code;
        this.description = description;
    }

    public String code() {
        return code;
    }

    public String description() {
        return description;
    }
}
