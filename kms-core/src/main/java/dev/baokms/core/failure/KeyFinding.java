package dev.baokms.core.failure;

import java.util.Locale;

/** What can be wrong with a Transit key or its mount. {@link #code} is the published name. */
public enum KeyFinding {
    UNSUPPORTED_TYPE(true),
    EXPORTABLE(true),
    PLAINTEXT_BACKUP(true),
    DELETION_ALLOWED(true),
    DERIVED(true),
    CONVERGENT(true),
    MIN_ENCRYPTION_VERSION(true),
    MIN_DECRYPTION_VERSION(true),
    ENCRYPTION_UNSUPPORTED(true),
    DECRYPTION_UNSUPPORTED(true),
    SOFT_DELETED(true),
    UPSERT_ALLOWED(true),
    KEY_MISSING(true),
    KEY_RECREATED(true),
    VERSION_ROLLBACK(true),
    AUTO_ROTATE(false),
    IMPORTED_KEY(false);

    private final boolean unsafe;

    KeyFinding(boolean unsafe) {
        this.unsafe = unsafe;
    }

    /** The published code, such as {@code soft_deleted}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether wrapping must stop; the others are warnings. */
    public boolean unsafe() {
        return unsafe;
    }
}
