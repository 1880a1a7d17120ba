package dev.baokms.launcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every field the file may have: the one list from which reading, messages and the reference are made. */
final class Fields {
    private static final Kind<String> MOUNT = Kind.matching(
            "mount path",
            Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*"),
            "need segments of [A-Za-z0-9_.-] without a leading or trailing slash");
    private static final Kind<String> KEY_NAME = Kind.matching(
            "key name",
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?"),
            "need [A-Za-z0-9_] at both ends and also . and - inside");

    static final Field<String> CONFIG_VERSION =
            Field.required("configVersion", Kind.oneOf("v1alpha1"), "version of this format");

    static final Field<Path> SOCKET_PATH = Field.withDefault(
            "server.socketPath", Kind.SOCKET, "/run/openbao-kms/kms.sock", "where kube-apiserver connects");
    static final Field<Integer> SOCKET_MODE =
            Field.withDefault("server.socketMode", Kind.SOCKET_MODE, "0660", "permissions of the socket");
    static final Field<String> SOCKET_GROUP =
            Field.required("server.socketGroup", Kind.TEXT, "group of the socket, name or number");
    static final Field<List<String>> ALLOWED_PEERS =
            Field.optional("server.allowedPeers", Kind.TEXTS, "who may connect; empty leaves it to file permissions");
    static final Field<String> METRICS_ADDRESS = Field.withDefault(
                    "server.metricsAddress",
                    Kind.LISTEN,
                    "127.0.0.1:8081",
                    "where /metrics is served; empty turns it off")
            .settableBy("BAO_KMS_PROVIDER_METRICS_ADDRESS");
    static final Field<String> HEALTH_ADDRESS = Field.withDefault(
                    "server.healthAddress",
                    Kind.LISTEN,
                    "127.0.0.1:8082",
                    "where /live and /ready are served; empty turns it off")
            .settableBy("BAO_KMS_PROVIDER_HEALTH_ADDRESS");
    static final Field<Integer> MAX_STATUS =
            Field.withDefault("server.maxConcurrentStatus", Kind.integer(1, 1024), "16", "Status calls at a time");
    static final Field<Integer> MAX_ENCRYPT =
            Field.withDefault("server.maxConcurrentEncrypt", Kind.integer(1, 1024), "32", "Encrypt calls at a time");
    static final Field<Integer> MAX_DECRYPT =
            Field.withDefault("server.maxConcurrentDecrypt", Kind.integer(1, 1024), "64", "Decrypt calls at a time");

    static final Field<URI> ADDRESS = Field.optional("openbao.address", Kind.HTTPS, "the only address");
    static final Field<List<URI>> ADDRESSES =
            Field.optional("openbao.addresses", Kind.HTTPS_LIST, "all addresses, preferred first");
    static final Field<Path> CA_CERT_FILE =
            Field.required("openbao.caCertFile", Kind.FILE, "PEM bundle that signs OpenBao's certificate");
    static final Field<String> TLS_SERVER_NAME =
            Field.required("openbao.tlsServerName", Kind.TEXT, "name OpenBao's certificate must carry");
    static final Field<String> INSTANCE_ID =
            Field.required("openbao.instanceId", Kind.TEXT, "identity: label of this OpenBao, not a URL");
    static final Field<String> NAMESPACE =
            Field.withDefault("openbao.namespace", Kind.TEXT, "", "identity: OpenBao namespace, empty for the root");
    static final Field<Duration> TIMEOUT =
            Field.withDefault("openbao.timeout", Kind.DURATION, "2s", "budget of one call, retries included");

    static final Field<String> MOUNT_PATH =
            Field.required("transit.mountPath", MOUNT, "identity: where Transit is mounted");
    static final Field<String> TRANSIT_KEY = Field.required("transit.keyName", KEY_NAME, "identity: name of the key");
    static final Field<String> PROVIDER_NAME = Field.required(
            "transit.keyIdScope.providerName", Kind.TEXT, "identity: the provider's name in EncryptionConfiguration");
    static final Field<String> CLUSTER_ID =
            Field.required("transit.keyIdScope.clusterId", Kind.TEXT, "identity: which cluster");
    static final Field<String> MOUNT_ID = Field.required(
            "transit.keyIdScope.transitMountId", Kind.TEXT, "identity: label of the mount, never its accessor");
    static final Field<String> LINEAGE_ID = Field.required(
            "transit.keyIdScope.keyLineageId", Kind.TEXT, "identity: random, made once for each created key");

    static final Field<Path> STATE_PATH = Field.withDefault(
            "state.path", Kind.FILE, "/var/lib/openbao-kms/state/key-registry.json", "what must survive a restart");
    static final Field<Duration> BOOTSTRAP_GRACE = Field.withDefault(
            "bootstrap.graceTimeout", Kind.DURATION, "0s", "accepted and not needed: the socket is always there");
    static final Field<Duration> BOOTSTRAP_RETRY = Field.withDefault(
            "bootstrap.retryInterval", Kind.DURATION, "0s", "accepted and not needed: the socket is always there");
    static final Field<Duration> PROBE_INTERVAL =
            Field.withDefault("status.probeInterval", Kind.DURATION, "30s", "time between probes");
    static final Field<Duration> DEEP_PROBE_INTERVAL = Field.withDefault(
            "status.deepProbeInterval", Kind.DURATION, "5m", "time between probes that read and try everything");
    static final Field<Duration> MAX_STALENESS = Field.withDefault(
            "status.statusMaxStaleness", Kind.DURATION, "2m", "age of good evidence after which Status is an error");
    static final Field<Duration> FAILURE_GRACE = Field.withDefault(
            "status.failureGrace", Kind.DURATION, "15s", "how long a transient failure does not show");
    static final Field<String> OUTAGE_POLICY = Field.withDefault(
            "status.outagePolicy",
            Kind.oneOf("coast", "fail"),
            "coast",
            "what Status does between grace and staleness");
    static final Field<String> ROTATION_MODE =
            Field.withDefault("rotation.mode", Kind.oneOf("observed"), "observed", "rotation follows OpenBao");
    static final Field<Duration> ACTIVATION_DELAY = Field.withDefault(
            "rotation.activationDelay", Kind.DURATION, "2m", "age at which a version becomes the write key");
    static final Field<Integer> STABLE_READS = Field.withDefault(
            "rotation.requireStableObservationCount",
            Kind.integer(1, 100),
            "3",
            "reads with fewer versions before lag may be called rollback");
    static final Field<Boolean> REJECT_ROLLBACK = Field.withDefault(
            "rotation.rejectVersionRollback", Kind.SWITCH, "true", "whether a lasting loss of versions stops Encrypt");
    static final Field<Boolean> VERIFY_AFTER_WRAP = Field.withDefault(
            "encrypt.verifyAfterWrap", Kind.SWITCH, "true", "whether Encrypt unwraps its result before it answers");
    static final Field<String> LOG_LEVEL = Field.withDefault(
                    "logging.level",
                    Kind.oneOf("debug", "info", "warn", "error"),
                    "info",
                    "lowest level that is written")
            .settableBy("BAO_KMS_PROVIDER_LOG_LEVEL");
    static final Field<String> LOG_FORMAT =
            Field.withDefault("logging.format", Kind.oneOf("json"), "json", "form of a log line");
    static final Field<Boolean> LOG_REQUEST_IDS = Field.withDefault(
            "logging.logOpenBaoRequestIDs", Kind.SWITCH, "true", "whether OpenBao's request ids are logged");

    static final List<Field<?>> ALL = Stream.<List<Field<?>>>of(
                    List.of(
                            CONFIG_VERSION,
                            SOCKET_PATH,
                            SOCKET_MODE,
                            SOCKET_GROUP,
                            ALLOWED_PEERS,
                            METRICS_ADDRESS,
                            HEALTH_ADDRESS,
                            MAX_STATUS,
                            MAX_ENCRYPT,
                            MAX_DECRYPT,
                            ADDRESS,
                            ADDRESSES,
                            CA_CERT_FILE,
                            TLS_SERVER_NAME,
                            INSTANCE_ID,
                            NAMESPACE,
                            TIMEOUT),
                    AuthFields.ALL,
                    List.of(
                            MOUNT_PATH,
                            TRANSIT_KEY,
                            PROVIDER_NAME,
                            CLUSTER_ID,
                            MOUNT_ID,
                            LINEAGE_ID,
                            STATE_PATH,
                            BOOTSTRAP_GRACE,
                            BOOTSTRAP_RETRY,
                            PROBE_INTERVAL,
                            DEEP_PROBE_INTERVAL,
                            MAX_STALENESS,
                            FAILURE_GRACE,
                            OUTAGE_POLICY,
                            ROTATION_MODE,
                            ACTIVATION_DELAY,
                            STABLE_READS,
                            REJECT_ROLLBACK,
                            VERIFY_AFTER_WRAP,
                            LOG_LEVEL,
                            LOG_FORMAT,
                            LOG_REQUEST_IDS))
            .<Field<?>>flatMap(List::stream)
            .toList();

    private Fields() {}
}
