package dev.baokms.launcher.doctor;

import java.util.EnumSet;
import java.util.List;

/** Every check there is, in the order in which they are made. The ids are published: scripts look for them. */
enum Check {
    CONFIG_LOAD("config.load", "the configuration file"),
    CONFIG_VALIDATE("config.validate", "the values in it", CONFIG_LOAD),
    SOCKET_GROUP("socket.group", "the group that may connect", CONFIG_VALIDATE),
    JWT_LOCAL("jwt.local", "the JWT file", CONFIG_VALIDATE),
    OAUTH2_LOCAL("oauth2.local", "the client secret file", CONFIG_VALIDATE),
    OAUTH2_ACQUIRE("oauth2.acquire", "a JWT from the OAuth2 server", OAUTH2_LOCAL),
    AUTH_CERT_PKCS11("auth.cert.pkcs11", "the PKCS#11 token", CONFIG_VALIDATE),
    AUTH_CERT_LOCAL("auth.cert.local", "the client certificate", AUTH_CERT_PKCS11),
    AUTH_CERT_SIGNER("auth.cert.signer", "a signature by the token", AUTH_CERT_LOCAL),
    KUBERNETES_ENCRYPTION_CONFIG("kubernetes.encryption_config", "the API server's side", CONFIG_VALIDATE),
    OPENBAO_TLS("openbao.tls", "TLS to each address", CONFIG_VALIDATE),
    OPENBAO_AUTH("openbao.auth", "the login", OPENBAO_TLS, JWT_LOCAL, OAUTH2_ACQUIRE, AUTH_CERT_SIGNER),
    TRANSIT_CAPABILITIES("transit.capabilities", "what the token may do", OPENBAO_AUTH),
    TRANSIT_METADATA("transit.metadata", "metadata of the key", OPENBAO_AUTH),
    TRANSIT_PROFILE("transit.profile", "type and flags of the key", TRANSIT_METADATA),
    TRANSIT_DISABLE_UPSERT("transit.disable_upsert", "that encrypt creates no keys", OPENBAO_AUTH),
    // Needs the metadata: on a mount that creates unknown keys a wrap would make the missing one.
    TRANSIT_PROBE("transit.probe", "wrap and unwrap", TRANSIT_METADATA),
    KEY_ID_DETERMINISTIC("key_id.deterministic", "the derived key_ids", TRANSIT_METADATA),
    KMS_STATUS_ENCRYPT("kms.status_encrypt", "the running daemon", CONFIG_VALIDATE),
    REGISTRY_STATE("registry.state", "what is remembered", TRANSIT_METADATA),
    TRANSIT_VERSION_RESTRICTIONS("transit.version_restrictions", "minimum versions", TRANSIT_METADATA);

    static final List<Check> DOCTOR = List.copyOf(EnumSet.range(CONFIG_LOAD, KMS_STATUS_ENCRYPT));

    /** The key, and what must hold before it can be asked for. */
    static final List<Check> VERIFY_KEY = List.of(
            CONFIG_LOAD,
            CONFIG_VALIDATE,
            OPENBAO_TLS,
            OPENBAO_AUTH,
            TRANSIT_METADATA,
            TRANSIT_PROFILE,
            TRANSIT_DISABLE_UPSERT,
            KEY_ID_DETERMINISTIC,
            REGISTRY_STATE,
            TRANSIT_VERSION_RESTRICTIONS);

    private final String id;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Check> needs;

    Check(String id, String title, Check... needs) {
        this.id = id;
        this.title = title;
        this.needs = List.of(needs);
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** What must not have failed for this one to mean anything. */
    List<Check> needs() {
        return needs;
    }
}
