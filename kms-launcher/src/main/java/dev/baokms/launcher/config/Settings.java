package dev.baokms.launcher.config;

import dev.baokms.core.ProviderSettings;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.rotation.RotationRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration in the shape the parts want. Plain HTTP never comes from a file: only {@code dev} builds such settings.
 */
public record Settings(
        Server server,
        OpenBao openBao,
        Auth auth,
        Key key,
        Path stateFile,
        ProviderSettings provider,
        Logging logging) {
    private static final Duration ROLLBACK_TOLERANCE = Duration.ofSeconds(60);

    /** The socket and what is served beside it. */
    public record Server(
            Path socketPath,
            int socketMode,
            String socketGroup,
            Set<String> allowedPeers,
            String metricsAddress,
            String healthAddress,
            int maxStatus,
            int maxEncrypt,
            int maxDecrypt) {}

    /** How OpenBao is reached. Without a CA file the system's own trust decides; only {@code dev} leaves it out. */
    public record OpenBao(
            List<URI> addresses,
            Optional<Path> caCertFile,
            Optional<String> tlsServerName,
            Duration timeout,
            Duration loginTimeout,
            Duration renewalIncrement,
            Duration loginBeforeExpiry,
            boolean plainHttp) {}

    /** The key and what its ids derive from. */
    public record Key(String mountPath, String name, KeyScope scope) {
        /** {@code cfg1.} and a hash of all that must be equal on every node, or something is wrong. */
        public String fingerprint() {
            var json = new StringBuilder("{\"domain\":\"openbao-kubernetes-kms/config-identity/v1\"");
            member(json, "provider_name", scope.providerName());
            member(json, "cluster_id", scope.clusterId());
            member(json, "openbao_instance_id", scope.instanceId());
            scope.namespace().ifPresent(namespace -> member(json, "openbao_namespace", namespace));
            member(json, "transit_mount_id", scope.transitMountId());
            member(json, "key_lineage_id", scope.keyLineageId());
            member(json, "transit_mount_path", mountPath);
            member(json, "transit_key_name", name);
            byte[] bytes = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return "cfg1." + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        private static void member(StringBuilder json, String name, String value) {
            json.append(",\"")
                    .append(name)
                    .append("\":\"")
                    .append(KeyScope.jsonEscaped(value))
                    .append('"');
        }
    }

    /** What is logged. */
    public record Logging(String level, boolean openBaoRequestIds) {}

    /** @param version build version, written into annotations */
    public static Settings of(Config config, String version) {
        return new Settings(
                new Server(
                        config.get(Fields.SOCKET_PATH),
                        config.get(Fields.SOCKET_MODE),
                        config.get(Fields.SOCKET_GROUP),
                        Set.copyOf(config.find(Fields.ALLOWED_PEERS).orElse(List.of())),
                        config.get(Fields.METRICS_ADDRESS),
                        config.get(Fields.HEALTH_ADDRESS),
                        config.get(Fields.MAX_STATUS),
                        config.get(Fields.MAX_ENCRYPT),
                        config.get(Fields.MAX_DECRYPT)),
                new OpenBao(
                        config.find(Fields.ADDRESS).map(List::of).orElseGet(() -> config.get(Fields.ADDRESSES)),
                        Optional.of(config.get(Fields.CA_CERT_FILE)),
                        Optional.of(config.get(Fields.TLS_SERVER_NAME)),
                        config.get(Fields.TIMEOUT),
                        config.find(AuthFields.LOGIN_TIMEOUT)
                                .filter(Duration::isPositive)
                                .orElseGet(() -> config.get(Fields.TIMEOUT)),
                        config.get(AuthFields.RENEWAL_INCREMENT),
                        config.get(AuthFields.LOGIN_BEFORE_EXPIRY),
                        false),
                AuthFields.of(config),
                key(config),
                config.get(Fields.STATE_PATH),
                provider(config, version),
                new Logging(config.get(Fields.LOG_LEVEL), config.get(Fields.LOG_REQUEST_IDS)));
    }

    private static Key key(Config config) {
        return new Key(
                config.get(Fields.MOUNT_PATH),
                config.get(Fields.TRANSIT_KEY),
                new KeyScope(
                        config.get(Fields.PROVIDER_NAME),
                        config.get(Fields.CLUSTER_ID),
                        config.get(Fields.INSTANCE_ID),
                        Optional.of(config.get(Fields.NAMESPACE)).filter(text -> !text.isEmpty()),
                        config.get(Fields.MOUNT_ID),
                        config.get(Fields.LINEAGE_ID)));
    }

    private static ProviderSettings provider(Config config, String version) {
        return new ProviderSettings(
                version,
                config.get(Fields.VERIFY_AFTER_WRAP),
                new RotationRules(
                        config.get(Fields.ACTIVATION_DELAY),
                        config.get(Fields.STABLE_READS),
                        ROLLBACK_TOLERANCE,
                        config.get(Fields.REJECT_ROLLBACK)),
                new HealthRules(
                        config.get(Fields.FAILURE_GRACE),
                        config.get(Fields.MAX_STALENESS),
                        config.get(Fields.OUTAGE_POLICY).equals("coast")),
                config.get(Fields.PROBE_INTERVAL),
                config.get(Fields.DEEP_PROBE_INTERVAL));
    }
}
