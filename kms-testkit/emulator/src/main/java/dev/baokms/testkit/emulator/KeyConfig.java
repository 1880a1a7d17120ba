package dev.baokms.testkit.emulator;

import dev.baokms.testkit.emulator.TransitKey.Minimums;
import dev.baokms.testkit.emulator.TransitKey.Options;
import java.time.Duration;
import java.util.regex.Pattern;

/** Which settings of a key may change, and what the server refuses. */
final class KeyConfig {
    /** Key types that an encrypt request can create on a real server, besides the one type here. */
    static final Pattern UPSERTABLE = Pattern.compile("aes128-gcm96|x?chacha20-poly1305");

    /** Key types that an explicit request can create there. */
    static final Pattern CREATABLE = Pattern.compile(UPSERTABLE + "|ed25519|ecdsa-p\\d+|rsa-\\d+|hmac");

    private KeyConfig() {}

    static TransitKey apply(RequestParameters fields, TransitKey key) {
        return key.with(minimums(fields, key)).with(options(fields, key.options()));
    }

    static void requireKnownType(RequestParameters fields, String type, Pattern elsewhere) {
        if (elsewhere.matcher(type).matches() || fields.flag("convergent_encryption")) {
            throw Refusal.notHere("keys other than aes256-gcm96, convergent encryption");
        }
        if (!type.equals(TransitKey.TYPE)) {
            throw Refusal.of(400, "unknown key type " + type);
        }
    }

    private static Minimums minimums(RequestParameters fields, TransitKey key) {
        Minimums old = key.minimums();
        int decryption = minimum(fields, "decryption", old.decryption(), key.latest());
        int encryption = minimum(fields, "encryption", old.encryption(), key.latest());
        decryption = Math.max(decryption, 1);
        if (encryption > 0 && encryption < decryption) {
            throw Refusal.of(
                    400,
                    "cannot set min encryption/decryption values; min encryption version of " + encryption
                            + " must be greater than or equal to min decryption version of " + decryption);
        }
        if (decryption < old.available()) {
            throw Refusal.of(400, "min decryption version should not be less then min available version");
        }
        if (encryption < old.available()) {
            throw Refusal.of(400, "min encryption version should not be less than min available version");
        }
        return new Minimums(decryption, encryption, old.available());
    }

    private static int minimum(RequestParameters fields, String which, int old, int latest) {
        String field = "min_" + which + "_version";
        int asked = fields.has(field) ? fields.number(field) : old;
        if (asked < 0) {
            throw Refusal.of(400, "min " + which + " version cannot be negative");
        }
        if (asked > latest) {
            throw Refusal.of(
                    400, "cannot set min " + which + " version of " + asked + ", latest key version is " + latest);
        }
        return asked;
    }

    /** Export and backup can be switched on but never off. */
    private static Options options(RequestParameters fields, Options old) {
        return new Options(
                fields.has("deletion_allowed") ? fields.flag("deletion_allowed") : old.deletionAllowed(),
                old.exportable() || fields.flag("exportable"),
                old.plaintextBackup() || fields.flag("allow_plaintext_backup"),
                fields.has("auto_rotate_period") ? autoRotate(fields) : old.autoRotate(),
                old.softDeleted(),
                old.stored());
    }

    static TransitKey trim(int asked, TransitKey key) {
        Minimums old = key.minimums();
        if (asked < old.available()) {
            throw Refusal.of(400, "minimum available version cannot be decremented");
        }
        if (old.encryption() == 0) {
            throw Refusal.of(400, "minimum available version cannot be set when minimum encryption version is not set");
        }
        if (asked > old.encryption()) {
            throw Refusal.of(400, "minimum available version cannot be greater than minimum encryption version");
        }
        if (asked > old.decryption()) {
            throw Refusal.of(400, "minimum available version cannot be greater than minimum decryption version");
        }
        return key.trimmed(asked);
    }

    static Duration autoRotate(RequestParameters fields) {
        Duration period = fields.duration("auto_rotate_period");
        if (!period.isZero() && period.compareTo(Duration.ofHours(1)) < 0) {
            throw Refusal.of(400, "auto rotate period must be 0 to disable or at least an hour");
        }
        return period;
    }
}
