package dev.baokms.state;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyringState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The registry of the Go provider, read once for its pins. Only entries that derive again from this configuration are
 * believed. The hash chain of the registry has no published algorithm and is not checked.
 *
 * @param label its schema and generation, for the name of the copy that is kept
 * @param memory what is remembered from now on
 */
record GoProviderState(String label, KeyringState memory) {
    private static final String FAMILY = "keyregistry.openbao-kms/";
    private static final Set<String> STATES = Set.of("active", "pending", "retired", "removed", "rejected");

    static boolean isForeign(byte[] content) {
        try (JsonReader in = JsonReader.of(new Buffer().write(content))) {
            return in.readJsonValue() instanceof Map<?, ?> map
                    && map.get("schemaVersion") instanceof String schema
                    && schema.startsWith(FAMILY);
        } catch (IOException | JsonDataException e) {
            return false;
        }
    }

    static GoProviderState decode(Path path, byte[] content, KeyScope scope) throws UnusableStateException {
        return StateFile.decoded(path, content, bytes -> read(path, bytes, scope));
    }

    private static GoProviderState read(Path path, byte[] content, KeyScope scope) throws IOException {
        var document = new HashMap<String, Object>();
        StrictJson.readWhole(content, in -> put(in.readJsonValue(), document, "$"));
        String schema = text(document, "schemaVersion", "$").substring(FAMILY.length());
        if (!schema.matches("[A-Za-z0-9.-]{1,32}")) {
            throw new BrokenContentException(StateTexts.otherFamily(FAMILY));
        }
        long generation = number(document, "generation", "$");
        String activeId = document.containsKey("activeKeyId") ? text(document, "activeKeyId", "$") : "";
        var records = new ArrayList<Version>();
        if (!(document.get("snapshots") instanceof List<?> snapshots)) {
            throw new BrokenContentException(StateTexts.NO_SNAPSHOTS);
        }
        for (int i = 0; i < snapshots.size(); i++) {
            String at = "$.snapshots[" + i + "]";
            var fields = new HashMap<String, Object>();
            put(snapshots.get(i), fields, at);
            records.add(version(path, fields, scope, at));
        }
        return new GoProviderState(schema + "-" + generation, memory(path, records, activeId));
    }

    private record Version(KeyVersion version, String keyId, String state, String at) {}

    private static Version version(Path path, Map<String, Object> fields, KeyScope scope, String at)
            throws IOException {
        same(path, fields, "providerName", scope.providerName(), at);
        same(path, fields, "clusterId", scope.clusterId(), at);
        same(path, fields, "openbaoInstanceId", scope.instanceId(), at);
        same(path, fields, "openbaoNamespace", scope.namespace().orElse(""), at);
        same(path, fields, "transitMountId", scope.transitMountId(), at);
        same(path, fields, "transitKeyLineageId", scope.keyLineageId(), at);
        long number = number(fields, "transitVersion", at);
        long second = number(fields, "transitVersionCreatedAtUnix", at);
        if (number < 1 || number > Integer.MAX_VALUE || second < 1) {
            throw new BrokenContentException(StateTexts.impossibleVersion(number, second, at));
        }
        var version = new KeyVersion((int) number, second);
        String keyId = text(fields, "kubernetesKeyId", at);
        if (!keyId.equals(KeyId.derive(scope, version).value())) {
            throw refused(path, at + ".kubernetesKeyId", StateTexts.OTHER_KEY_ID);
        }
        String state = text(fields, "state", at);
        if (!STATES.contains(state)) {
            throw refused(path, at + ".state", StateTexts.unknownState(new TreeSet<>(STATES)));
        }
        return new Version(version, keyId, state, at);
    }

    private static KeyringState memory(Path path, List<Version> records, String activeId) throws IOException {
        var pins = new TreeMap<Integer, Long>();
        var tombstones = new TreeSet<Integer>();
        int active = 0;
        for (Version record : records) {
            // A version that was never trusted need not be remembered.
            if (record.state.equals("rejected")) {
                continue;
            }
            int number = record.version.number();
            Long former = pins.put(number, record.version.createdAtEpochSeconds());
            if (former != null && former != record.version.createdAtEpochSeconds()) {
                throw refused(path, record.at, StateTexts.versionTwice(number));
            }
            if (record.state.equals("removed")) {
                tombstones.add(number);
            }
            if (record.state.equals("active") || record.keyId.equals(activeId)) {
                active = Math.max(active, number);
            }
        }
        if (!activeId.isEmpty() && active == 0) {
            throw refused(path, "$.activeKeyId", StateTexts.ACTIVE_KEY_UNKNOWN);
        }
        try {
            return new KeyringState(pins, active, tombstones);
        } catch (IllegalArgumentException contradiction) {
            throw refused(path, "$.snapshots", StateTexts.contradicts(String.valueOf(contradiction.getMessage())));
        }
    }

    private static void same(Path path, Map<String, Object> fields, String name, String configured, String at)
            throws UnusableStateException {
        Object theirs = fields.getOrDefault(name, "");
        if (!configured.equals(theirs)) {
            throw refused(path, at + "." + name, StateTexts.OTHER_SCOPE);
        }
    }

    private static UnusableStateException refused(Path path, String at, String wrong) {
        return new UnusableStateException(path, StateTexts.cannotBeTakenOver(at, wrong), StateTexts.COMPARE);
    }

    private static void put(@Nullable Object value, Map<String, Object> into, String at) throws BrokenContentException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BrokenContentException(StateTexts.noObject(at));
        }
        map.forEach((name, field) -> {
            if (field != null) {
                into.put(String.valueOf(name), field);
            }
        });
    }

    private static String text(Map<String, Object> fields, String name, String at) throws BrokenContentException {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new BrokenContentException(StateTexts.noText(at + "." + name));
    }

    private static long number(Map<String, Object> fields, String name, String at) throws BrokenContentException {
        if (fields.get(name) instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return number.longValue();
        }
        throw new BrokenContentException(StateTexts.noWholeNumber(at + "." + name));
    }
}
