package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The file that {@code --encryption-provider-config} names, in the two forms that a cluster goes through. */
public final class EncryptionConfigWriter {
    private static final String HEAD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        """;
    private static final String IDENTITY = "      - identity: {}\n";

    private final String kms;
    private final EncryptedResources encrypted;

    /**
     * @param provider name of the KMS provider, as a scalar of YAML
     * @param socket where it is dialled
     */
    public EncryptionConfigWriter(String provider, Path socket, EncryptedResources encrypted) {
        this.encrypted = encrypted;
        // The API server's timeout stays its default of 3 s: the daemon answers every call before that.
        this.kms = String.format(Locale.ROOT, """
                  - kms:
                      apiVersion: v2
                      name: %s
                      endpoint: unix://%s
                      timeout: 3s
            """, provider, socket);
    }

    /** Every API server can read what the key wrapped, and none writes it yet. */
    public String readers() {
        return HEAD + readersBody();
    }

    /** The key writes, and what was stored without it stays readable. */
    public String writers() {
        return HEAD + resources(kms + IDENTITY);
    }

    /** Without the head, for a distribution that writes it itself. */
    public String readersBody() {
        return resources(IDENTITY + kms);
    }

    /** The first group that names a resource decides, so what a wildcard is not to cover comes before it. */
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
