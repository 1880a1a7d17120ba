package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * The associated data that binds a ciphertext to its scope and version: a compact JSON object with fields in fixed
 * order.
 *
 * <p>I9: canonical, one byte string per meaning. It is only ever built, never parsed.
 */
public final class Aad {
    private final byte[] bytes;

    private Aad(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The associated data of a stored object of this version. */
    public static Aad of(KeyScope scope, KeyVersion version) {
        return of("kubernetes-etcd-kms-v2", scope, version);
    }

    /**
     * The associated data of a local key for outages under this version, so that the key never passes for a stored
     * seed.
     */
    public static Aad ofLocalKey(KeyScope scope, KeyVersion version) {
        return of("kubernetes-etcd-kms-v2-continuity", scope, version);
    }

    private static Aad of(String purpose, KeyScope scope, KeyVersion version) {
        var json = new StringBuilder(480);
        field(json.append('{'), "aad_version", "v1");
        field(json.append(','), "purpose", purpose);
        field(json.append(','), "provider", Annotations.PROVIDER);
        field(json.append(','), "provider_name", KeyScope.jsonEscaped(scope.providerName()));
        field(json.append(','), "cluster_id_hash", Sha256.base64Url(scope.clusterId()));
        field(json.append(','), "openbao_instance_hash", Sha256.base64Url(scope.instanceId()));
        scope.namespace()
                .ifPresent(namespace -> field(json.append(','), "openbao_namespace_hash", Sha256.base64Url(namespace)));
        field(json.append(','), "transit_mount_hash", Sha256.base64Url(scope.transitMountId()));
        field(json.append(','), "transit_key_hash", Sha256.base64Url(scope.keyLineageId()));
        field(json.append(','), "key_id_hash", KeyId.derive(scope, version).hash());
        field(json.append(','), "key_version", Integer.toString(version.number()));
        return new Aad(json.append('}').toString().getBytes(UTF_8));
    }

    /** The associated data of a probe's ciphertext, so that it never passes for a stored one. */
    public static Aad ofProbe() {
        return new Aad("openbao-kubernetes-kms/status-probe/v1".getBytes(UTF_8));
    }

    /** Padded standard base64, as Transit wants it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":\"").append(value).append('"');
    }
}
