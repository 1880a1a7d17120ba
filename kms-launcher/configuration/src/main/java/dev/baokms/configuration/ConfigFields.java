package dev.baokms.configuration;

import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.Setting.Condition;
import dev.baokms.core.settings.SettingType;
import dev.baokms.telemetry.ListenAddress;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.ServerName;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists every field that the file may have. The reader, the messages, the schema and the reference are made from this
 * list. It defines the type of each value; the owners of the values define the rules, in the records that
 * {@link Settings} is made of.
 */
public final class ConfigFields {
    static final String LOGIN_PREFIX = "auth.";
    /** Environment variables, by field. Secrets and identity deliberately have none. */
    static final Map<String, String> ENVIRONMENT = Map.of(
            "server.metricsAddress", "BAO_KMS_PROVIDER_METRICS_ADDRESS",
            "server.healthAddress", "BAO_KMS_PROVIDER_HEALTH_ADDRESS",
            "logging.level", "BAO_KMS_PROVIDER_LOG_LEVEL");

    private static final SettingType<ServerAddress> HTTPS = SettingType.of(
            "https URL", ServerAddress::parse, SettingType.pattern("[Hh][Tt][Tt][Pp][Ss]://[^/?#@\\s]+/?"));
    private static final SettingType<List<ServerAddress>> HTTPS_LIST = new SettingType<>(
            "list of https URLs",
            SettingType.Scalar.STRING,
            true,
            texts -> texts.stream().map(ServerAddress::parse).toList(),
            HTTPS.schema());
    private static final SettingType<ServerName> SERVER_NAME =
            SettingType.of("server name", ServerName::new, Map.of("minLength", 1));
    private static final SettingType<Set<PosixFilePermission>> SOCKET_MODE_TYPE =
            SettingType.of("octal mode", OctalMode::permissions, SettingType.pattern("0?6[0246]0"));
    private static final SettingType<Optional<ListenAddress>> LISTEN = SettingType.of(
            "host:port or unix:///path", ListenAddress::parse, SettingType.pattern("|" + ListenAddress.FORM));
    private static final SettingType<String> MOUNT_PATH_TYPE =
            SettingType.of("mount path", text -> text, SettingType.pattern(TransitSettings.MOUNT_PATH_FORM));
    private static final SettingType<String> KEY_NAME_TYPE =
            SettingType.of("key name", text -> text, SettingType.pattern("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?"));
    private static final SettingType<Integer> CONCURRENCY = SettingType.integer(1, 1024);

    static final Setting<String> CONFIG_VERSION =
            Setting.required("configVersion", SettingType.oneOf("v1alpha1"), "version of this format");

    static final Setting<String> SOCKET_PATH = Setting.withDefault(
            "server.socketPath", SettingType.FILE, "/run/openbao-kms/kms.sock", "where kube-apiserver connects");
    static final Setting<Set<PosixFilePermission>> SOCKET_MODE =
            Setting.withDefault("server.socketMode", SOCKET_MODE_TYPE, "0660", "permissions of the socket");
    static final Setting<String> SOCKET_GROUP =
            Setting.required("server.socketGroup", SettingType.TEXT, "group of the socket, name or number");
    static final Setting<List<String>> ALLOWED_PEERS = Setting.optional(
            "server.allowedPeers", SettingType.TEXTS, "who may connect; empty leaves it to file permissions");
    static final Setting<Optional<ListenAddress>> METRICS_ADDRESS = Setting.withDefault(
            "server.metricsAddress", LISTEN, "127.0.0.1:8081", "where /metrics is served; empty turns it off");
    static final Setting<Optional<ListenAddress>> HEALTH_ADDRESS = Setting.withDefault(
            "server.healthAddress", LISTEN, "127.0.0.1:8082", "where /live and /ready are served; empty turns it off");
    static final Setting<Integer> MAX_STATUS = Setting.withDefault(
            "server.maxConcurrentStatus",
            CONCURRENCY,
            "16",
            "accepted and not needed: Status is answered without waiting");
    static final Setting<Integer> MAX_ENCRYPT =
            Setting.withDefault("server.maxConcurrentEncrypt", CONCURRENCY, "32", "Encrypt calls at a time");
    static final Setting<Integer> MAX_DECRYPT =
            Setting.withDefault("server.maxConcurrentDecrypt", CONCURRENCY, "64", "Decrypt calls at a time");

    static final Setting<ServerAddress> ADDRESS = Setting.optional("openbao.address", HTTPS, "the only address");
    static final Setting<List<ServerAddress>> ADDRESSES =
            Setting.optional("openbao.addresses", HTTPS_LIST, "all addresses, preferred first");
    static final Setting<String> CA_CERT_FILE =
            Setting.required("openbao.caCertFile", SettingType.FILE, "PEM bundle that signs OpenBao's certificate");
    static final Setting<ServerName> TLS_SERVER_NAME =
            Setting.required("openbao.tlsServerName", SERVER_NAME, "name OpenBao's certificate must carry");
    static final Setting<String> INSTANCE_ID =
            Setting.required("openbao.instanceId", SettingType.TEXT, "identity: label of this OpenBao, not a URL");
    static final Setting<String> NAMESPACE = Setting.withDefault(
            "openbao.namespace", SettingType.TEXT, "", "identity: OpenBao namespace, empty for the root");
    static final Setting<Duration> TIMEOUT =
            Setting.withDefault("openbao.timeout", SettingType.DURATION, "2s", "budget of one call, retries included");

    static final Setting<String> METHOD = Setting.withDefault(
            "auth.method",
            SettingType.oneOf(LoginMethods.ALL.stream().map(LoginMethod::name).toArray(String[]::new)),
            "jwt",
            "how to log in");
    static final Setting<Duration> LOGIN_BEFORE_EXPIRY = Setting.withDefault(
            "auth.loginBeforeTokenExpiry", SettingType.DURATION, "5m", "log in again when less than this is left");
    static final Setting<Duration> RENEWAL_INCREMENT =
            Setting.withDefault("auth.tokenRenewalIncrement", SettingType.DURATION, "1h", "what a renewal asks for");
    static final Setting<Duration> LOGIN_TIMEOUT = Setting.withDefault(
            "auth.loginTimeout", SettingType.DURATION, "0s", "bound on a login; 0s derives it from openbao.timeout");

    static final Setting<String> MOUNT_PATH =
            Setting.required("transit.mountPath", MOUNT_PATH_TYPE, "identity: where Transit is mounted");
    static final Setting<String> KEY_NAME =
            Setting.required("transit.keyName", KEY_NAME_TYPE, "identity: name of the key");
    static final Setting<String> PROVIDER_NAME = Setting.required(
            "transit.keyIdScope.providerName",
            SettingType.TEXT,
            "identity: the provider's name in EncryptionConfiguration");
    static final Setting<String> CLUSTER_ID =
            Setting.required("transit.keyIdScope.clusterId", SettingType.TEXT, "identity: which cluster");
    static final Setting<String> MOUNT_ID = Setting.required(
            "transit.keyIdScope.transitMountId", SettingType.TEXT, "identity: label of the mount, never its accessor");
    static final Setting<String> LINEAGE_ID = Setting.required(
            "transit.keyIdScope.keyLineageId", SettingType.TEXT, "identity: random, made once for each created key");

    static final Setting<String> STATE_PATH = Setting.withDefault(
            "state.path",
            SettingType.FILE,
            "/var/lib/openbao-kms/state/key-registry.json",
            "what must survive a restart");
    static final Setting<Duration> PROBE_INTERVAL =
            Setting.withDefault("status.probeInterval", SettingType.DURATION, "30s", "time between probes");
    static final Setting<Duration> DEEP_PROBE_INTERVAL = Setting.withDefault(
            "status.deepProbeInterval", SettingType.DURATION, "5m", "time between probes that read and try everything");
    static final Setting<Duration> MAX_STALENESS = Setting.withDefault(
            "status.statusMaxStaleness",
            SettingType.DURATION,
            "2m",
            "age of good evidence after which Status is an error");
    static final Setting<Duration> FAILURE_GRACE = Setting.withDefault(
            "status.failureGrace", SettingType.DURATION, "15s", "how long a transient failure does not show");
    static final Setting<String> OUTAGE_POLICY = Setting.withDefault(
            "status.outagePolicy",
            SettingType.oneOf("coast", "fail"),
            "coast",
            "what Status does between grace and staleness");
    static final Setting<Duration> ACTIVATION_DELAY = Setting.withDefault(
            "rotation.activationDelay", SettingType.DURATION, "2m", "age at which a version becomes the write key");
    static final Setting<Integer> STABLE_READS = Setting.withDefault(
            "rotation.requireStableObservationCount",
            SettingType.integer(1, 100),
            "3",
            "reads with fewer versions before lag may be called rollback");
    static final Setting<Boolean> REJECT_ROLLBACK = Setting.withDefault(
            "rotation.rejectVersionRollback",
            SettingType.SWITCH,
            "true",
            "whether a lasting loss of versions stops Encrypt");
    static final Setting<Boolean> VERIFY_AFTER_WRAP = Setting.withDefault(
            "encrypt.verifyAfterWrap",
            SettingType.SWITCH,
            "true",
            "whether Encrypt unwraps its result before it answers");
    static final Setting<Boolean> PREFETCH = Setting.withDefault(
            "prefetch.enabled",
            SettingType.SWITCH,
            "true",
            "whether the seeds that were asked for before a restart are unwrapped together after it");
    static final Setting<String> CONTINUITY_LEVEL = Setting.withDefault(
            "continuity.level",
            SettingType.oneOf("off", "memory", "process"),
            "off",
            "what an outage of OpenBao is answered from: nothing, this process's memory, or memory that outlives it");
    static final Setting<Duration> MAX_OFFLINE = Setting.withDefault(
            "continuity.maxOffline",
            SettingType.DURATION,
            "4h",
            "how long after the last good deep probe an outage is answered");
    static final Setting<String> CONTINUITY_STATUS = Setting.withDefault(
            "continuity.statusPolicy",
            SettingType.oneOf("not-ready", "ready"),
            "not-ready",
            "whether Status says until when in an outage, or ok");
    static final Setting<String> LOG_LEVEL = Setting.withDefault(
            "logging.level",
            SettingType.oneOf("debug", "info", "warn", "error"),
            "info",
            "lowest level that is written");
    static final Setting<Boolean> LOG_REQUEST_IDS = Setting.withDefault(
            "logging.logOpenBaoRequestIDs", SettingType.SWITCH, "true", "whether OpenBao's request ids are logged");

    /** Fields that files of the Go provider may have and that this provider does not need. */
    private static final List<Setting<?>> ACCEPTED = List.of(
            Setting.withDefault(
                    "bootstrap.graceTimeout",
                    SettingType.DURATION,
                    "0s",
                    "accepted and not needed: the socket is always there"),
            Setting.withDefault(
                    "bootstrap.retryInterval",
                    SettingType.DURATION,
                    "0s",
                    "accepted and not needed: the socket is always there"),
            Setting.withDefault(
                    "rotation.mode",
                    SettingType.oneOf("observed"),
                    "observed",
                    "accepted and not needed: rotation always follows OpenBao"),
            Setting.withDefault(
                    "logging.format",
                    SettingType.oneOf("json"),
                    "json",
                    "accepted and not needed: log lines are always JSON"));

    /** All fields, in the order of the reference. */
    public static final List<Setting<?>> ALL = all();

    private ConfigFields() {}

    static Setting<?> byName(String path) {
        return ALL.stream()
                .filter(field -> field.name().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no field is called " + path));
    }

    private static List<Setting<?>> all() {
        var all = new ArrayList<Setting<?>>(List.of(
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
                TIMEOUT,
                METHOD,
                LOGIN_BEFORE_EXPIRY,
                RENEWAL_INCREMENT,
                LOGIN_TIMEOUT));
        LoginMethods.ALL.forEach(method -> all.addAll(fieldsOf(method)));
        all.addAll(List.of(
                MOUNT_PATH,
                KEY_NAME,
                PROVIDER_NAME,
                CLUSTER_ID,
                MOUNT_ID,
                LINEAGE_ID,
                STATE_PATH,
                PROBE_INTERVAL,
                DEEP_PROBE_INTERVAL,
                MAX_STALENESS,
                FAILURE_GRACE,
                OUTAGE_POLICY,
                ACTIVATION_DELAY,
                STABLE_READS,
                REJECT_ROLLBACK,
                VERIFY_AFTER_WRAP,
                PREFETCH,
                CONTINUITY_LEVEL,
                MAX_OFFLINE,
                CONTINUITY_STATUS,
                LOG_LEVEL,
                LOG_REQUEST_IDS));
        all.addAll(ACCEPTED);
        return List.copyOf(all);
    }

    /** Returns a method's settings as fields below {@code auth}, which are read only when the method is chosen. */
    private static List<Setting<?>> fieldsOf(LoginMethod<?> method) {
        return method.settings().stream()
                .<Setting<?>>map(setting -> chosen(setting.below(LOGIN_PREFIX), method.name()))
                .toList();
    }

    private static <T> Setting<T> chosen(Setting<T> field, String method) {
        List<Condition> conditions = Stream.concat(
                        Stream.of(new Condition(METHOD, method)), field.conditions().stream())
                .toList();
        return new Setting<>(
                field.name(), field.type(), field.fallback(), field.required(), conditions, field.meaning());
    }
}
