package dev.baokms.core.health;

/** What a probe does, in this order; the first that fails ends it. */
public enum ProbeStep {
    /** One wrap, the only step of a cheap probe. */
    CHEAP_WRAP,
    /** Reads the key's metadata. */
    METADATA_READ,
    /** Reads whether the mount creates unknown keys. */
    UPSERT_READ,
    /** Checks what was read against the rules; asks no server. */
    RULES,
    /** A wrap and its unwrap, with the version that Encrypt uses. */
    ROUND_TRIP
}
