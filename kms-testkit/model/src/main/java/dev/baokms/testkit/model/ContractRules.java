package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.WrappedSeed;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Exactly the checks that kube-apiserver makes on a provider's answers. Limits are inclusive and count bytes. */
final class ContractRules {
    static final int MAX_KEY_ID_BYTES = 1024;
    static final int MAX_CIPHERTEXT_BYTES = 1024;
    static final int MAX_ANNOTATIONS_BYTES = 32 * 1024;

    private static final int MAX_NAME_BYTES = 253;
    private static final int MAX_LABEL_BYTES = 63;
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    /** Two labels or more. */
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")+");

    private ContractRules() {}

    static Optional<String> keyIdProblem(String keyId) {
        int bytes = keyId.getBytes(UTF_8).length;
        return bytes == 0 || bytes > MAX_KEY_ID_BYTES
                ? Optional.of("key_id is " + bytes + " bytes, need 1 to " + MAX_KEY_ID_BYTES)
                : Optional.empty();
    }

    static Optional<String> problem(WrappedSeed wrapped) {
        int bytes = wrapped.ciphertext().length;
        if (bytes == 0 || bytes > MAX_CIPHERTEXT_BYTES) {
            return Optional.of("ciphertext is " + bytes + " bytes, need 1 to " + MAX_CIPHERTEXT_BYTES);
        }
        return keyIdProblem(wrapped.keyId()).or(() -> annotationsProblem(wrapped.annotations()));
    }

    static Optional<String> annotationsProblem(Map<String, byte[]> annotations) {
        long bytes = 0;
        for (Map.Entry<String, byte[]> entry : annotations.entrySet()) {
            if (!isDomainName(entry.getKey())) {
                return Optional.of("annotation key is no fully qualified domain name of two labels or more");
            }
            bytes += entry.getKey().getBytes(UTF_8).length + entry.getValue().length;
        }
        return bytes > MAX_ANNOTATIONS_BYTES
                ? Optional.of("annotations are " + bytes + " bytes, need at most " + MAX_ANNOTATIONS_BYTES)
                : Optional.empty();
    }

    /** Lower case, one trailing dot allowed. */
    static boolean isDomainName(String key) {
        String name = key.endsWith(".") ? key.substring(0, key.length() - 1) : key;
        // Check the length first: the pattern backtracks, and the text may be hostile.
        if (name.length() > MAX_NAME_BYTES || !NAME.matcher(name).matches()) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.length() > MAX_LABEL_BYTES) {
                return false;
            }
        }
        return true;
    }
}
