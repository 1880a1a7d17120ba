package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Names the key version that wrapped a seed: {@code obk2.} and 43 characters of unpadded base64url.
 *
 * <p>I1: the id is the SHA-256 of scope, version and creation second, each followed by one zero byte. No part can hold
 * a zero byte, so two different inputs never give the same hashed bytes. The id is public, but logs and metrics carry
 * only its hash.
 */
public final class KeyId {
    static final int LENGTH = 48;
    private static final String PREFIX = "obk2.";
    private static final Pattern FORM = Pattern.compile("obk2\\.[A-Za-z0-9_-]{43}");
    private static final String DOMAIN = "openbao-kubernetes-kms/key-id/v1";

    private final String value;

    private KeyId(String value) {
        this.value = value;
    }

    /** I1: injective over its inputs as encoded. */
    public static KeyId derive(KeyScope scope, KeyVersion version) {
        return new KeyId(PREFIX + Sha256.base64Url(hashedBytes(scope, version)));
    }

    /** Exactly the published form; anything else is {@link Malformed}. */
    public static Outcome<KeyId> parse(String text) {
        if (text.length() != LENGTH || !FORM.matcher(text).matches()) {
            return Outcome.failed(new Malformed(Failure.Part.KEY_ID, "must be obk2. and 43 base64url characters"));
        }
        // 43 characters carry 258 bits for 256: the two spare bits must be zero, or one id would have four spellings.
        byte[] hash = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(hash).equals(text.substring(PREFIX.length()))) {
            return Outcome.failed(new Malformed(Failure.Part.KEY_ID, "must be canonical base64url"));
        }
        return Outcome.ok(new KeyId(text));
    }

    static byte[] hashedBytes(KeyScope scope, KeyVersion version) {
        var bytes = new ByteArrayOutputStream();
        append(bytes, DOMAIN);
        append(bytes, scope.providerName());
        append(bytes, scope.clusterId());
        append(bytes, scope.instanceId());
        scope.namespace().ifPresent(namespace -> append(bytes, namespace));
        append(bytes, scope.transitMountId());
        append(bytes, scope.keyLineageId());
        append(bytes, Integer.toString(version.number()));
        append(bytes, Long.toString(version.createdAtEpochSeconds()));
        return bytes.toByteArray();
    }

    private static void append(ByteArrayOutputStream bytes, String part) {
        bytes.writeBytes(part.getBytes(UTF_8));
        bytes.write(0);
    }

    /** The id itself, for the KMS protocol only. */
    public String value() {
        return value;
    }

    /** base64url(SHA-256(id)), 43 characters: what annotations and associated data carry. */
    public String hash() {
        return Sha256.base64Url(value);
    }

    /**
     * {@code sha256:} and lower-case hex, as in kube-apiserver's log and metrics. People see this form, so that one
     * search finds both sides.
     */
    public String apiServerHash() {
        return "sha256:" + Sha256.hex(value.getBytes(UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyId id && id.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Its hash, so that even an id that gets into a message by accident is not shown. */
    @Override
    public String toString() {
        return "KeyId[" + apiServerHash() + "]";
    }
}
