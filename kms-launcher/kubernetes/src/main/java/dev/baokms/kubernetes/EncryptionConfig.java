package dev.baokms.kubernetes;

import java.time.Duration;
import java.util.List;

/**
 * The part of an EncryptionConfiguration that concerns a KMS provider. The keys of other providers are secrets and are
 * left out.
 *
 * @param groups in the order of the file
 */
public record EncryptionConfig(List<Group> groups) {
    /**
     * Resources that are encrypted by the same providers.
     *
     * @param providers the first one writes, all are tried for reading
     * @param place {@code file:line:column}
     */
    public record Group(List<String> resources, List<Transformer> providers, String place) {}

    /** One entry under {@code providers}. kube-apiserver makes a transformer of it. */
    public sealed interface Transformer {
        /**
         * A KMS provider.
         *
         * @param apiVersion {@code v1} when the file does not say
         * @param timeout the API server's default when the file does not say
         * @param place {@code file:line:column}
         */
        record KmsTransformer(String apiVersion, String name, String endpoint, Duration timeout, String place)
                implements Transformer {}

        /** Plain text. */
        record Identity() implements Transformer {}

        /** @param kind such as {@code aescbc} */
        record Other(String kind) implements Transformer {}

        default String describe() {
            return switch (this) {
                case KmsTransformer kms -> "kms " + kms.name;
                case Identity identity -> "identity";
                case Other other -> other.kind;
            };
        }
    }
}
