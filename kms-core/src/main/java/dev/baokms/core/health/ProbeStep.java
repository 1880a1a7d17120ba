package dev.baokms.core.health;

/** What a probe does, in this order; the first that fails ends it. */
public enum ProbeStep {
    /** One wrap, which is all that a cheap probe asks for. */
    CHEAP_WRAP,
    /** Asking for the key's metadata. */
    METADATA_READ,
    /** Asking whether the mount creates unknown keys. */
    UPSERT_READ,
    /** Holding what was read against the rules; asks no server. */
    RULES,
    /** A wrap and its unwrap, with the version that Encrypt uses. */
    ROUND_TRIP
}
