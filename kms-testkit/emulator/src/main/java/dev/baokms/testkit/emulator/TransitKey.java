package dev.baokms.testkit.emulator;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One {@code aes256-gcm96} key with all its versions. Immutable: a change makes a new one.
 *
 * @param versions from 1, or the oldest that is not trimmed, to the latest
 */
record TransitKey(
        String name, boolean derived, NavigableMap<Integer, Version> versions, Minimums minimums, Options options) {
    static final String TYPE = "aes256-gcm96";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Raw key material and its creation; compared by identity, as secrets are. */
    static final class Version {
        private final byte[] material;
        private final long createdSecond;

        Version(byte[] material, long createdSecond) {
            this.material = material;
            this.createdSecond = createdSecond;
        }

        static Version fresh(long createdSecond) {
            byte[] material = new byte[32];
            RANDOM.nextBytes(material);
            return new Version(material, createdSecond);
        }

        byte[] material() {
            return material.clone();
        }
    }

    record Minimums(int decryption, int encryption, int available) {}

    /**
     * Other settings of a key.
     *
     * @param stored false for a key that a failed upsert leaves in a node's memory: it works until the node is sealed
     */
    record Options(
            boolean deletionAllowed,
            boolean exportable,
            boolean plaintextBackup,
            Duration autoRotate,
            boolean softDeleted,
            boolean stored) {
        Options withSoftDeleted(boolean deleted) {
            return new Options(deletionAllowed, exportable, plaintextBackup, autoRotate, deleted, stored);
        }

        Options unstored() {
            return new Options(deletionAllowed, exportable, plaintextBackup, autoRotate, softDeleted, false);
        }
    }

    static TransitKey fresh(String name, boolean derived, Instant now) {
        return of(name, derived, Version.fresh(now.getEpochSecond()));
    }

    static TransitKey of(String name, boolean derived, Version first) {
        return new TransitKey(
                name,
                derived,
                new TreeMap<>(Map.of(1, first)),
                new Minimums(1, 0, 0),
                new Options(false, false, false, Duration.ZERO, false, true));
    }

    int latest() {
        return versions.lastKey();
    }

    long newestSecond() {
        return versions.lastEntry().getValue().createdSecond;
    }

    TransitKey rotated(Instant now) {
        var more = new TreeMap<>(versions);
        more.put(latest() + 1, Version.fresh(now.getEpochSecond()));
        return new TransitKey(name, derived, more, minimums, options);
    }

    /** The key as seen by a node that has not seen the latest rotation. */
    TransitKey withoutNewest() {
        return versions.size() < 2
                ? this
                : new TransitKey(name, derived, new TreeMap<>(versions.headMap(latest())), minimums, options);
    }

    TransitKey trimmed(int available) {
        var kept = new TreeMap<>(versions.tailMap(available));
        var raised = new Minimums(minimums.decryption, minimums.encryption, available);
        return new TransitKey(name, derived, kept, raised, options);
    }

    TransitKey with(Minimums others) {
        return new TransitKey(name, derived, versions, others, options);
    }

    TransitKey with(Options others) {
        return new TransitKey(name, derived, versions, minimums, others);
    }

    /** The versions that may still be used. */
    NavigableMap<Integer, Version> decryptable() {
        return versions.tailMap(minimums.decryption, true);
    }

    /** The members of a key description, in the server's order. */
    Map<String, Object> description() {
        Map<String, Object> keys = new LinkedHashMap<>();
        decryptable().forEach((number, version) -> keys.put(number.toString(), version.createdSecond));
        Map<String, Object> out = new TreeMap<>();
        out.put("allow_plaintext_backup", options.plaintextBackup);
        out.put("auto_rotate_period", options.autoRotate.toSeconds());
        out.put("deletion_allowed", options.deletionAllowed);
        out.put("derived", derived);
        out.put("exportable", options.exportable);
        out.put("imported_key", false);
        out.put("keys", keys);
        out.put("latest_version", latest());
        out.put("min_available_version", minimums.available);
        out.put("min_decryption_version", minimums.decryption);
        out.put("min_encryption_version", minimums.encryption);
        out.put("name", name);
        out.put("soft_deleted", options.softDeleted);
        out.put("supports_decryption", true);
        out.put("supports_derivation", true);
        out.put("supports_encryption", true);
        out.put("supports_signing", false);
        out.put("type", TYPE);
        if (derived) {
            out.put("kdf", "hkdf_sha256");
            out.put("convergent_encryption", false);
        }
        return out;
    }
}
