package dev.baokms.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Malformed;
import dev.baokms.core.outcome.Failure.Part;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is checked and read off a request before the core is asked. */
final class Requests {
    /** The API server sends 32; the rest is room for people who try things out. */
    static final int MAX_PLAINTEXT_BYTES = 4096;
    /** kube-apiserver's own limit on stored key_ids (KeyIDMaxSize). */
    static final int MAX_KEY_ID_BYTES = 1024;
    /** The API server sends 36; the contract sets no limit, so this is ours. */
    static final int MAX_UID_BYTES = 1024;

    private static final int UID_HASH_CHARS = 16;

    private Requests() {}

    /** The first limit that the request breaks. */
    static Optional<Failure> refusal(EncryptRequest request) {
        return tooLong(Part.PLAINTEXT, request.getPlaintext().size(), MAX_PLAINTEXT_BYTES)
                .or(() -> tooLong(Part.UID, request.getUidBytes().size(), MAX_UID_BYTES));
    }

    /** The first limit that the request breaks. */
    static Optional<Failure> refusal(DecryptRequest request) {
        return tooLong(Part.CIPHERTEXT, request.getCiphertext().size(), TransitCiphertext.MAX_BYTES)
                .or(() -> tooLong(Part.KEY_ID, request.getKeyIdBytes().size(), MAX_KEY_ID_BYTES))
                .or(() -> tooLong(Part.UID, request.getUidBytes().size(), MAX_UID_BYTES))
                .or(() -> tooLong(
                        Part.ANNOTATIONS, totalBytes(request.getAnnotationsMap()), Annotations.MAX_TOTAL_BYTES));
    }

    private static Optional<Failure> tooLong(Part part, long bytes, int maxBytes) {
        return bytes > maxBytes
                ? Optional.of(new Malformed(part, "must be at most " + maxBytes + " bytes"))
                : Optional.empty();
    }

    private static long totalBytes(Map<String, ByteString> annotations) {
        return annotations.entrySet().stream()
                .mapToLong(entry -> (long) entry.getKey().getBytes(UTF_8).length
                        + entry.getValue().size())
                .sum();
    }

    static Map<String, byte[]> annotations(DecryptRequest request) {
        var raw = new LinkedHashMap<String, byte[]>();
        request.getAnnotationsMap().forEach((key, value) -> raw.put(key, value.toByteArray()));
        return raw;
    }

    /** The client chooses its uid, line breaks included, so only this leaves for logs. */
    static Optional<String> uidHash(String uid) {
        if (uid.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(uid.getBytes(UTF_8));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            return Optional.of(text.substring(0, UID_HASH_CHARS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Empty for text that is no key_id, which is then of no use in a log. */
    static Optional<String> keyIdHash(String keyId) {
        return switch (KeyId.parse(keyId)) {
            case Outcome.Ok<KeyId>(KeyId id) -> Optional.of(id.hash());
            case Outcome.Failed<KeyId> malformed -> Optional.empty();
        };
    }
}
