package dev.baokms.configuration;

import static java.util.Map.entry;

import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.PathText;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One record that is made from a configuration, by the code that uses the record.
 *
 * @param fields maps each component of the record, as its owner names it in a refusal, to the field that an operator
 *     writes; every field that the record is made of is there
 * @param maker makes the record, or throws {@link dev.baokms.core.settings.InvalidSettings}
 * @param <T> the record
 */
record SettingsOwner<T>(Map<String, String> fields, Supplier<T> maker) {
    private static final Duration ROLLBACK_TOLERANCE = Duration.ofSeconds(60);

    /** Returns every owner that can refuse a value of this configuration. */
    static List<SettingsOwner<?>> all(Config config, String version) {
        var owners = new ArrayList<SettingsOwner<?>>(
                List.of(server(config), transit(config), scope(config), provider(config, version)));
        // A method that does not exist was already refused as a choice.
        if (config.find(ConfigFields.METHOD).isPresent()) {
            owners.add(login(config));
        }
        return owners;
    }

    T record() {
        return maker.get();
    }

    /** @throws IllegalStateException for a component without a field, which a test would find */
    String fieldOf(String component) {
        return Optional.ofNullable(fields.get(component))
                .orElseThrow(() -> new IllegalStateException("no field is mapped to " + component));
    }

    static SettingsOwner<ServerSettings> server(Config config) {
        return new SettingsOwner<>(
                names(Map.of(
                        "socketPath", ConfigFields.SOCKET_PATH,
                        "socketMode", ConfigFields.SOCKET_MODE,
                        "socketGroup", ConfigFields.SOCKET_GROUP,
                        "maxConcurrentStatus", ConfigFields.MAX_STATUS,
                        "maxConcurrentEncrypt", ConfigFields.MAX_ENCRYPT,
                        "maxConcurrentDecrypt", ConfigFields.MAX_DECRYPT,
                        "allowedPeers", ConfigFields.ALLOWED_PEERS,
                        "callTimeout", ConfigFields.TIMEOUT)),
                () -> new ServerSettings(
                        PathText.parse(config.get(ConfigFields.SOCKET_PATH)),
                        config.get(ConfigFields.SOCKET_MODE),
                        Optional.of(config.get(ConfigFields.SOCKET_GROUP)).filter(group -> !group.isEmpty()),
                        Set.copyOf(config.find(ConfigFields.ALLOWED_PEERS).orElse(List.of())),
                        config.get(ConfigFields.MAX_STATUS),
                        config.get(ConfigFields.MAX_ENCRYPT),
                        config.get(ConfigFields.MAX_DECRYPT),
                        config.get(ConfigFields.TIMEOUT)));
    }

    static SettingsOwner<TransitSettings> transit(Config config) {
        Duration timeout = config.find(ConfigFields.TIMEOUT).orElse(TransitSettings.DEFAULT_TIMEOUT);
        Optional<ServerAddress> one = config.find(ConfigFields.ADDRESS);
        return new SettingsOwner<>(
                names(Map.ofEntries(
                        entry("addresses", one.isPresent() ? ConfigFields.ADDRESS : ConfigFields.ADDRESSES),
                        entry("mountPath", ConfigFields.MOUNT_PATH),
                        entry("keyName", ConfigFields.KEY_NAME),
                        entry("namespace", ConfigFields.NAMESPACE),
                        entry("timeout", ConfigFields.TIMEOUT),
                        entry("loginTimeout", ConfigFields.LOGIN_TIMEOUT),
                        entry("tokenRenewalIncrement", ConfigFields.RENEWAL_INCREMENT),
                        entry("loginBeforeTokenExpiry", ConfigFields.LOGIN_BEFORE_EXPIRY))),
                () -> new TransitSettings(
                        one.map(List::of).orElseGet(() -> config.get(ConfigFields.ADDRESSES)),
                        config.get(ConfigFields.MOUNT_PATH),
                        config.get(ConfigFields.KEY_NAME),
                        namespace(config),
                        timeout,
                        Optional.of(config.get(ConfigFields.LOGIN_TIMEOUT))
                                .filter(Duration::isPositive)
                                .orElse(timeout),
                        config.get(ConfigFields.RENEWAL_INCREMENT),
                        config.get(ConfigFields.LOGIN_BEFORE_EXPIRY),
                        false));
    }

    static SettingsOwner<KeyScope> scope(Config config) {
        return new SettingsOwner<>(
                names(Map.of(
                        "providerName", ConfigFields.PROVIDER_NAME,
                        "clusterId", ConfigFields.CLUSTER_ID,
                        "instanceId", ConfigFields.INSTANCE_ID,
                        "namespace", ConfigFields.NAMESPACE,
                        "transitMountId", ConfigFields.MOUNT_ID,
                        "keyLineageId", ConfigFields.LINEAGE_ID)),
                () -> new KeyScope(
                        config.get(ConfigFields.PROVIDER_NAME),
                        config.get(ConfigFields.CLUSTER_ID),
                        config.get(ConfigFields.INSTANCE_ID),
                        namespace(config),
                        config.get(ConfigFields.MOUNT_ID),
                        config.get(ConfigFields.LINEAGE_ID)));
    }

    static SettingsOwner<ProviderSettings> provider(Config config, String version) {
        return new SettingsOwner<>(
                names(Map.ofEntries(
                        entry("verifyAfterWrap", ConfigFields.VERIFY_AFTER_WRAP),
                        entry("activationDelay", ConfigFields.ACTIVATION_DELAY),
                        entry("rollbackReads", ConfigFields.STABLE_READS),
                        entry("rejectRollback", ConfigFields.REJECT_ROLLBACK),
                        entry("failureGrace", ConfigFields.FAILURE_GRACE),
                        entry("statusMaxStaleness", ConfigFields.MAX_STALENESS),
                        entry("coast", ConfigFields.OUTAGE_POLICY),
                        entry("probeInterval", ConfigFields.PROBE_INTERVAL),
                        entry("deepProbeInterval", ConfigFields.DEEP_PROBE_INTERVAL),
                        entry("prefetch", ConfigFields.PREFETCH),
                        entry("level", ConfigFields.CONTINUITY_LEVEL),
                        entry("maxOffline", ConfigFields.MAX_OFFLINE),
                        entry("readyInOutage", ConfigFields.CONTINUITY_STATUS))),
                () -> new ProviderSettings(
                        version,
                        config.get(ConfigFields.VERIFY_AFTER_WRAP),
                        new RotationRules(
                                config.get(ConfigFields.ACTIVATION_DELAY),
                                config.get(ConfigFields.STABLE_READS),
                                ROLLBACK_TOLERANCE,
                                config.get(ConfigFields.REJECT_ROLLBACK)),
                        new HealthRules(
                                config.get(ConfigFields.FAILURE_GRACE),
                                config.get(ConfigFields.MAX_STALENESS),
                                config.get(ConfigFields.OUTAGE_POLICY).equals("coast")),
                        config.get(ConfigFields.PROBE_INTERVAL),
                        config.get(ConfigFields.DEEP_PROBE_INTERVAL),
                        new ContinuitySettings(
                                config.get(ConfigFields.PREFETCH),
                                ContinuityLevel.valueOf(config.get(ConfigFields.CONTINUITY_LEVEL)
                                        .toUpperCase(Locale.ROOT)),
                                config.get(ConfigFields.MAX_OFFLINE),
                                config.get(ConfigFields.CONTINUITY_STATUS).equals("ready"))));
    }

    static SettingsOwner<ChosenLogin<?>> login(Config config) {
        LoginMethod<?> method = LoginMethods.named(config.get(ConfigFields.METHOD));
        var fields = new HashMap<String, String>();
        method.settings().forEach(setting -> fields.put(setting.name(), ConfigFields.LOGIN_PREFIX + setting.name()));
        return new SettingsOwner<>(fields, () -> ChosenLogin.of(method, belowLogin(config)));
    }

    private static SettingValues belowLogin(Config config) {
        return new SettingValues() {
            @Override
            public <T> Optional<T> find(Setting<T> setting) {
                return config.find(setting.below(ConfigFields.LOGIN_PREFIX));
            }
        };
    }

    private static Optional<String> namespace(Config config) {
        return Optional.of(config.get(ConfigFields.NAMESPACE)).filter(text -> !text.isEmpty());
    }

    private static Map<String, String> names(Map<String, Setting<?>> fields) {
        var names = new HashMap<String, String>();
        fields.forEach((component, field) -> names.put(component, field.name()));
        return Map.copyOf(names);
    }
}
