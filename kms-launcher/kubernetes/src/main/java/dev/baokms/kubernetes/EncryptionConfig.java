package dev.baokms.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * What an EncryptionConfiguration says, as far as it concerns a KMS provider. Keys of other providers are secrets and are not
 * even read.
 *
 * @param groups in the order of the file
 */
public record EncryptionConfig(List<Group> groups) {
    /**
     * Resources that are encrypted alike.
     *
     * @param providers the first one writes, all are tried for reading
     * @param place {@code file:line:column}
     */
    public record Group(List<String> resources, List<Transformer> providers, String place) {}

    /** One entry under {@code providers}, by the name that kube-apiserver gives to what it makes of it. */
    public sealed interface Transformer {
        /**
         * A KMS.
         *
         * @param apiVersion {@code v1} when the file does not say
         * @param timeout as written, if it is
         * @param cacheSize whether there is one, which v2 refuses
         * @param place {@code file:line:column}
         */
        record Kms(
                String apiVersion,
                String name,
                String endpoint,
                Optional<String> timeout,
                boolean cacheSize,
                String place)
                implements Transformer {}

        /** Plain text. */
        record Identity() implements Transformer {}

        /** @param kind such as {@code aescbc} */
        record Other(String kind) implements Transformer {}

        default String describe() {
            return switch (this) {
                case Kms kms -> "kms " + kms.name;
                case Identity identity -> "identity";
                case Other other -> other.kind;
            };
        }
    }
}
