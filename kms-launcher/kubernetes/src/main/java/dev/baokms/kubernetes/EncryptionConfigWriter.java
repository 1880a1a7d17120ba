package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the file that {@code --encryption-provider-config} names, in the two forms that a cluster goes through. */
public final class EncryptionConfigWriter {
    private static final String HEAD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        """;
    private static final String IDENTITY = "      - identity: {}\n";

    private final String kms;
    private final EncryptedResources encrypted;

    /**
     * @param provider name of the KMS provider, as a YAML scalar
     * @param socket path that the API server dials
     */
    public EncryptionConfigWriter(String provider, Path socket, EncryptedResources encrypted) {
        this.encrypted = encrypted;
        // The API server's timeout keeps its default of 3 s, because the daemon answers every call before that.
        this.kms = String.format(Locale.ROOT, """
                  - kms:
                      apiVersion: v2
                      name: %s
                      endpoint: unix://%s
                      timeout: 3s
            """, provider, socket);
    }

    /** Returns the first form: every API server can read what the key wrapped, and none writes with the key yet. */
    public String readers() {
        return HEAD + readersBody();
    }

    /** Returns the second form: the key writes, and objects that were stored without it stay readable. */
    public String writers() {
        return HEAD + resources(kms + IDENTITY);
    }

    /** Returns the first form without its head, for a distribution that writes the head itself. */
    public String readersBody() {
        return resources(IDENTITY + kms);
    }

    /** The first group that names a resource decides, so exceptions from a wildcard come before it. */
    private String resources(String providers) {
        List<String> leftOut = encrypted.leftOut();
        return "resources:\n" + (leftOut.isEmpty() ? "" : group(leftOut, IDENTITY))
                + group(encrypted.names(), providers);
    }

    private static String group(List<String> resources, String providers) {
        return resources.stream()
                .map(name -> "      - " + (name.startsWith("*") ? "'" + name + "'" : name) + "\n")
                .collect(Collectors.joining("", "  - resources:\n", "    providers:\n" + providers));
    }
}
