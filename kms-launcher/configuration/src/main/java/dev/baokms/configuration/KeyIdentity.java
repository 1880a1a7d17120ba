package dev.baokms.configuration;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.Sha256;

/**
 * The key, and the labels that its key_ids derive from.
 *
 * @param mountPath where Transit is mounted
 * @param name of the key in Transit
 * @param scope the labels that key_ids derive from
 */
public record KeyIdentity(String mountPath, String name, KeyScope scope) {
    /** {@code cfg1.} and a hash of everything that must be equal on all nodes; a difference is an error. */
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
        return "cfg1." + Sha256.base64Url(json.append('}').toString());
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"")
                .append(name)
                .append("\":\"")
                .append(KeyScope.jsonEscaped(value))
                .append('"');
    }
}
