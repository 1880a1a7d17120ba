package dev.baokms.core.outcome;

import java.util.Locale;

/** What can be wrong with a Transit key or its mount. {@link #code} is the published name. */
public enum KeyFinding {
    UNSUPPORTED_TYPE("the key is not of type aes256-gcm96", true),
    EXPORTABLE("the key may be exported", true),
    PLAINTEXT_BACKUP("plaintext backup of the key is allowed", true),
    DELETION_ALLOWED("deletion of the key is allowed", true),
    DERIVED("the key is derived", true),
    CONVERGENT("the key uses convergent encryption", true),
    MIN_ENCRYPTION_VERSION("min_encryption_version is above every usable version", true),
    MIN_DECRYPTION_VERSION("min_decryption_version hides a version that objects may still need", true),
    ENCRYPTION_UNSUPPORTED("the key does not support encryption", true),
    DECRYPTION_UNSUPPORTED("the key does not support decryption", true),
    SOFT_DELETED("the key is soft-deleted", true),
    UPSERT_ALLOWED("the mount creates unknown keys on encrypt; set disable_upsert on config/keys", true),
    KEY_MISSING("the key does not exist", true),
    KEY_RECREATED("a known version has another creation time: this is another key under the same name", true),
    VERSION_ROLLBACK("the key has lost versions for longer than standby lag explains", true),
    AUTO_ROTATE("the key rotates by itself", false),
    IMPORTED_KEY("the key was imported", false);

    private final String text;
    private final boolean unsafe;

    KeyFinding(String text, boolean unsafe) {
        this.text = text;
        this.unsafe = unsafe;
    }

    /** The published code, such as {@code soft_deleted}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String text() {
        return text;
    }

    /** Whether wrapping must stop; the others are warnings. */
    public boolean unsafe() {
        return unsafe;
    }
}
