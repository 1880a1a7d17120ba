package dev.baokms.telemetry;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Failures in words. Status, gRPC errors, log lines, health pages and reports all use the same sentence for a failure.
 *
 * <p>Rules for every sentence here: it says what is wrong and then what to do; it is one line, begins in lower case
 * unless a name comes first, and has no full stop; it is fixed, so that equal failures have equal text; it contains no
 * URL, path, secret or text from a server's answer, because it may reach any API client.
 */
public final class FailureText {
    private FailureText() {}

    // No default branch on purpose: a new failure must break the build here.
    public static String of(Failure failure) {
        return switch (failure) {
            case Failure.Malformed(Failure.Part part, String rule) -> part.code() + " " + rule;
            case Failure.Mismatch(Failure.Part part, String rule) ->
                part.code() + " " + rule + "; the object belongs to another provider or was altered";
            case Failure.UnknownKey unknown ->
                "key_id is not one of this key; check that scope, namespace and lineage in the configuration are those"
                        + " it was written with";
            case Failure.RetiredKey retired ->
                "key_id belongs to a retired version; run restore-versions if its objects are still needed";
            case Failure.NotAuthentic altered -> "ciphertext is not authentic for its key_id; the object was altered";
            case Failure.Denied denied ->
                "OpenBao denies the operation; compare the token's policy with the output of policy openbao";
            case Failure.LoginFailed(String problem, boolean refused) -> "login to OpenBao failed: " + problem;
            case Failure.Unreachable(String problem) -> problem;
            case Failure.Sealed sealed -> "OpenBao is sealed; unseal it";
            case Failure.Busy(var retryAfter, String problem) -> problem;
            case Failure.Timeout late -> "OpenBao did not answer in time; check its load and the network to it";
            case UnsafeKey(var findings) ->
                "the Transit key is not safe to use: "
                        + new TreeSet<>(findings).stream().map(FailureText::of).collect(Collectors.joining("; "));
            case NotReady(NotReady.Why why) -> of(why);
            case Failure.VerifyFailed wrong ->
                "a fresh ciphertext did not decrypt to its plaintext; do not write secrets, check OpenBao's storage and"
                        + " memory";
        };
    }

    /**
     * Returns the sentence with its reason code in brackets, for readers who see no other field: Status, gRPC errors
     * and reports. The code is the anchor on the troubleshooting page.
     */
    public static String withCode(Failure failure) {
        return of(failure) + " [" + failure.reason() + "]";
    }

    private static String of(NotReady.Why why) {
        return switch (why) {
            case METADATA_UNVERIFIED -> "the key has not been read yet; see the log for the reason";
            case STATUS_STALE -> "the last good probe is too old; see the log for the reason";
            case STATE_SAVE_FAILED ->
                "the state cannot be saved, so nothing may be written yet; see the log for the reason";
        };
    }

    /** Returns the meaning of a finding, as a clause. */
    public static String of(KeyFinding finding) {
        return switch (finding) {
            case UNSUPPORTED_TYPE -> "the key is not of type aes256-gcm96";
            case EXPORTABLE -> "the key may be exported";
            case PLAINTEXT_BACKUP -> "plaintext backup of the key is allowed";
            case DELETION_ALLOWED -> "deletion of the key is allowed";
            case DERIVED -> "the key is derived";
            case CONVERGENT -> "the key uses convergent encryption";
            case MIN_ENCRYPTION_VERSION -> "min_encryption_version is above every usable version";
            case MIN_DECRYPTION_VERSION -> "min_decryption_version hides a version that objects may still need";
            case ENCRYPTION_UNSUPPORTED -> "the key does not support encryption";
            case DECRYPTION_UNSUPPORTED -> "the key does not support decryption";
            case SOFT_DELETED -> "the key is soft-deleted";
            case UPSERT_ALLOWED -> "the mount creates unknown keys on encrypt; set disable_upsert on config/keys";
            case KEY_MISSING -> "the key does not exist";
            case KEY_RECREATED -> "a known version has another creation time: this is another key under the same name";
            case VERSION_ROLLBACK -> "the key has lost versions for longer than standby lag explains";
            case AUTO_ROTATE -> "the key rotates by itself";
            case IMPORTED_KEY -> "the key was imported";
        };
    }
}
