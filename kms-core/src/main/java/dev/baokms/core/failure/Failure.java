package dev.baokms.core.failure;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Everything that is expected to go wrong, one case per meaning.
 *
 * <p>A case says what happened, not what to do about it: the cure depends on the program around this domain, which
 * chooses its words by case and by {@link #reason}. A sentence that a case carries comes from the code that met the
 * failure. It is short, fixed and safe to show to API clients: no URL, path or secret, and nothing from a server's
 * answer.
 */
public sealed interface Failure {
    /** The published reason code, used in health, logs and metrics. */
    String reason();

    /** Whether waiting can help. A failure that is not transient stops wrapping at once. */
    default boolean isTransient() {
        return false;
    }

    /** The part of a request that was refused. */
    enum Part {
        PLAINTEXT,
        CIPHERTEXT,
        KEY_ID,
        ANNOTATIONS,
        UID;

        /** As reason codes and sentences write it, such as {@code key_id}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The caller sent something that does not have the published form.
     *
     * @param part which part
     * @param rule the rule it breaks, fixed text that completes "ciphertext …"
     */
    record Malformed(Part part, String rule) implements Failure {
        @Override
        public String reason() {
            return "malformed_" + part.code();
        }
    }

    /**
     * Well-formed, but its parts name different keys: an object of another provider, or one that was altered.
     *
     * @param part which part contradicts the key_id
     * @param rule the rule it breaks, fixed text that completes "annotations …"
     */
    record Mismatch(Part part, String rule) implements Failure {
        @Override
        public String reason() {
            return "mismatch_" + part.code();
        }
    }

    /** No known version of this key in this scope has that key_id. */
    record UnknownKey() implements Failure {
        @Override
        public String reason() {
            return "unknown_key";
        }
    }

    /** An operator retired the version; it never decrypts again unless restored. */
    record RetiredKey() implements Failure {
        @Override
        public String reason() {
            return "retired_key";
        }
    }

    /** Transit refused the tag: altered ciphertext or other associated data. Never retried. */
    record NotAuthentic() implements Failure {
        @Override
        public String reason() {
            return "not_authentic";
        }
    }

    /** Policy refuses the operation, even with a fresh token. */
    record Denied() implements Failure {
        @Override
        public String reason() {
            return "denied";
        }
    }

    /**
     * There is no usable token because the login failed.
     *
     * @param problem what is wrong and what to do, from the login method that failed
     * @param refused whether a server checked the credential and refused it: asking again soon would look like
     *     guessing, and may lock an account
     */
    record LoginFailed(String problem, boolean refused) implements Failure {
        @Override
        public String reason() {
            return "login_failed";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /**
     * A server that an answer depends on did not answer, or only with a redirect or a server error.
     *
     * @param problem which server and what to do, from the adapter that asked it
     */
    record Unreachable(String problem) implements Failure {
        @Override
        public String reason() {
            return "unreachable";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /** The key's server, or its namespace, is sealed, or locked by an administrator. */
    record Sealed() implements Failure {
        @Override
        public String reason() {
            return "sealed";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /**
     * Too many requests, for a server or for a queue or budget of this process.
     *
     * @param retryAfter how long to wait, zero when not said
     * @param problem whose limit it is and what to do, from the code that enforces it or met it
     */
    record Busy(Duration retryAfter, String problem) implements Failure {
        @Override
        public String reason() {
            return "throttled";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /** The budget of the call ended before an answer came. */
    record Timeout() implements Failure {
        @Override
        public String reason() {
            return "unreachable";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /**
     * The key or its mount breaks a rule that keeps data safe.
     *
     * @param findings what is wrong; at least one, and each unsafe
     */
    record UnsafeKey(Set<KeyFinding> findings) implements Failure {
        public UnsafeKey {
            findings = Set.copyOf(findings);
            if (findings.isEmpty() || !findings.stream().allMatch(KeyFinding::unsafe)) {
                throw new IllegalArgumentException("findings must be unsafe and at least one, are " + findings);
            }
        }

        public UnsafeKey(KeyFinding finding) {
            this(Set.of(finding));
        }

        @Override
        public String reason() {
            if (findings.contains(KeyFinding.KEY_RECREATED)) {
                return "key_recreated";
            }
            if (findings.contains(KeyFinding.VERSION_ROLLBACK)) {
                return "version_rollback";
            }
            return findings.equals(Set.of(KeyFinding.UPSERT_ALLOWED)) ? "upsert_allowed" : "profile_invalid";
        }
    }

    /** Nothing is known about the key yet, or the last evidence is too old. */
    record NotReady(Why why) implements Failure {
        /** What is missing. */
        public enum Why {
            /** No metadata read has been accepted since the start. */
            METADATA_UNVERIFIED,
            /** The last proof that wrapping works is older than the rules allow. */
            STATUS_STALE,
            /** The state that must survive a restart cannot be saved, so its version may not write yet. */
            STATE_SAVE_FAILED
        }

        @Override
        public String reason() {
            return why.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /** Unwrapping a fresh wrap did not give the plaintext back. */
    record VerifyFailed() implements Failure {
        @Override
        public String reason() {
            return "verify_failed";
        }
    }
}
