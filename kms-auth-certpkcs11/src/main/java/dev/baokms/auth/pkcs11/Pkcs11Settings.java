package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.login.Credential.LoginRequest;
import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import dev.baokms.core.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The token, the key on it and the certificate to log in with.
 *
 * @param mountPath where the cert method is mounted, {@code auth/} included
 * @param name the role to ask for; without it OpenBao picks one that fits
 * @param minRemainingTtl remaining life below which the certificate is reported; it is still used to its end
 * @param clockSkewLeeway clock difference that is forgiven at both ends of the certificate's life
 * @param certificateFile PEM chain, own certificate first; without it the token's own is used
 * @param modulePath the vendor's library
 * @param tokenLabel exactly one token must have it
 * @param keyLabel exactly one private key of the token must have it
 * @param pinFile the user PIN, in one line
 */
record Pkcs11Settings(
        String mountPath,
        Optional<String> name,
        Duration minRemainingTtl,
        Duration clockSkewLeeway,
        Optional<String> certificateFile,
        String modulePath,
        String tokenLabel,
        String keyLabel,
        String pinFile) {
    static final Setting<String> MOUNT_PATH = Setting.required(
            "cert.mountPath", LoginRequest.MOUNT_PATH_TYPE, "where the cert method is mounted, auth/ included");
    static final Setting<String> NAME = Setting.optional(
            "cert.name", SettingType.TEXT, "role to log in as; without it OpenBao picks one that fits");
    static final Setting<Duration> MIN_REMAINING_TTL = Setting.withDefault(
            "cert.minRemainingTtl", SettingType.DURATION, "24h", "life below which the certificate is reported");
    static final Setting<Duration> CLOCK_SKEW_LEEWAY = Setting.withDefault(
            "cert.clockSkewLeeway", SettingType.DURATION, "30s", "clock difference that is forgiven");
    static final Setting<String> CERTIFICATE_FILE = Setting.optional(
            "cert.pkcs11.certificateFile",
            SettingType.FILE,
            "PEM chain, own certificate first; without it the token's is used");
    static final Setting<String> MODULE_PATH =
            Setting.required("cert.pkcs11.modulePath", SettingType.FILE, "the token vendor's PKCS#11 library");
    static final Setting<String> TOKEN_LABEL =
            Setting.required("cert.pkcs11.tokenLabel", SettingType.TEXT, "which token");
    static final Setting<String> KEY_LABEL =
            Setting.required("cert.pkcs11.keyLabel", SettingType.TEXT, "which key on it");
    static final Setting<String> PIN_FILE =
            Setting.required("cert.pkcs11.pinFile", SettingType.FILE, "the user PIN, read again when it changes");

    /** Settings that files of the Go provider may have; they have no effect here. */
    private static final List<Setting<?>> ACCEPTED = List.of(
            Setting.withDefault("cert.source", SettingType.oneOf("pkcs11"), "pkcs11", "where the client key is"),
            Setting.withDefault(
                    "cert.pkcs11.maxSessions",
                    SettingType.integer(1, 64),
                    "4",
                    "accepted and not needed: one session is all that is ever opened"));

    static final List<Setting<?>> ALL = List.of(
            MOUNT_PATH,
            ACCEPTED.getFirst(),
            NAME,
            MIN_REMAINING_TTL,
            CLOCK_SKEW_LEEWAY,
            CERTIFICATE_FILE,
            MODULE_PATH,
            TOKEN_LABEL,
            KEY_LABEL,
            PIN_FILE,
            ACCEPTED.getLast());

    /** CK_TOKEN_INFO has 32 bytes for a label (PKCS#11 v2.40, section 3.2). */
    private static final int MAX_TOKEN_LABEL_BYTES = 32;

    Pkcs11Settings {
        new InvalidSettings.Collector()
                .refuse(MOUNT_PATH.name(), LoginRequest.mountPathProblem(mountPath))
                .require(name.stream().noneMatch(String::isEmpty), NAME.name(), "must not be empty")
                .require(!minRemainingTtl.isNegative(), MIN_REMAINING_TTL.name(), "must not be negative")
                .require(!clockSkewLeeway.isNegative(), CLOCK_SKEW_LEEWAY.name(), "must not be negative")
                .require(
                        !tokenLabel.isEmpty() && tokenLabel.getBytes(UTF_8).length <= MAX_TOKEN_LABEL_BYTES,
                        TOKEN_LABEL.name(),
                        "must be 1 to " + MAX_TOKEN_LABEL_BYTES + " bytes, as the label of a token is")
                .require(!keyLabel.isEmpty(), KEY_LABEL.name(), "must not be empty")
                .done();
    }

    static Pkcs11Settings read(SettingValues values) {
        return new Pkcs11Settings(
                values.get(MOUNT_PATH),
                values.find(NAME),
                values.get(MIN_REMAINING_TTL),
                values.get(CLOCK_SKEW_LEEWAY),
                values.find(CERTIFICATE_FILE),
                values.get(MODULE_PATH),
                values.get(TOKEN_LABEL),
                values.get(KEY_LABEL),
                values.get(PIN_FILE));
    }
}
