package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.Locale;

/** The file that {@code --encryption-provider-config} names, in the two forms that a cluster goes through. */
public final class EncryptionConfigWriter {
    private static final String HEAD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        """;
    private static final String IDENTITY = "      - identity: {}\n";

    private final String kms;

    /**
     * @param provider name of the KMS provider, as a scalar of YAML
     * @param socket where it is dialled
     */
    public EncryptionConfigWriter(String provider, Path socket) {
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

    private static String resources(String providers) {
        return """
            resources:
              - resources:
                  - secrets
                providers:
            """ + providers;
    }
}
