package dev.baokms.launcher.install;

import dev.baokms.launcher.config.ConfigText;
import dev.baokms.launcher.config.Settings;

/** The file that {@code --encryption-provider-config} names, in the two forms that a cluster goes through. */
final class EncryptionConfiguration {
    private static final String HEAD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        """;
    private static final String IDENTITY = "      - identity: {}\n";

    private EncryptionConfiguration() {}

    /** Every API server can read what the key wrapped, and none writes it yet. */
    static String readers(Settings settings) {
        return HEAD + resources(IDENTITY + kms(settings));
    }

    /** The key writes, and what was stored without it stays readable. */
    static String writers(Settings settings) {
        return HEAD + resources(kms(settings) + IDENTITY);
    }

    /** Without the head, for a distribution that writes it itself. */
    static String readersBody(Settings settings) {
        return resources(IDENTITY + kms(settings));
    }

    private static String resources(String providers) {
        return """
            resources:
              - resources:
                  - secrets
                providers:
            """ + providers;
    }

    /** The API server's timeout stays its default of 3 s: the daemon answers every call before that. */
    private static String kms(Settings settings) {
        return """
                  - kms:
                      apiVersion: v2
                      name: %s
                      endpoint: unix://%s
                      timeout: 3s
            """.formatted(
                        ConfigText.scalar(settings.key().scope().providerName()),
                        settings.server().socketPath());
    }
}
