package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Part;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Limits on parts that the core accepts unchecked. The core enforces all other rules of a request. */
final class RequestLimits {
    /** The API server sends 32 bytes; the rest leaves room for experiments. */
    static final int MAX_PLAINTEXT_BYTES = 4096;
    /** The API server sends 36 bytes; the contract sets no limit, so the provider does. */
    static final int MAX_UID_BYTES = 1024;

    private RequestLimits() {}

    /** The first limit that the request breaks. */
    static Optional<Failure> refusal(EncryptRequest request) {
        return tooLong(Part.PLAINTEXT, request.getPlaintext().size(), MAX_PLAINTEXT_BYTES)
                .or(() -> tooLong(Part.UID, request.getUidBytes().size(), MAX_UID_BYTES));
    }

    /** The first limit that the request breaks. */
    static Optional<Failure> refusal(DecryptRequest request) {
        return tooLong(Part.UID, request.getUidBytes().size(), MAX_UID_BYTES);
    }

    private static Optional<Failure> tooLong(Part part, int bytes, int maxBytes) {
        return bytes > maxBytes
                ? Optional.of(new Malformed(part, "must be at most " + maxBytes + " bytes"))
                : Optional.empty();
    }

    static Map<String, byte[]> annotations(DecryptRequest request) {
        var raw = new LinkedHashMap<String, byte[]>();
        request.getAnnotationsMap().forEach((key, value) -> raw.put(key, value.toByteArray()));
        return raw;
    }
}
