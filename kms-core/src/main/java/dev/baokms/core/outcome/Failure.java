package dev.baokms.core.outcome;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that is expected to go wrong, one case per meaning. {@link #text} is short and fixed, names the cure, and may be
 * shown to API clients: it never carries a URL, a path, a secret or a word of the backend's answer.
 */
public sealed interface Failure {
    /** The published reason code, used in health, logs and metrics. */
    String reason();

    /** One sentence for people: what is wrong and what to do. */
    String text();

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
        UID
    }

    /**
     * The caller sent something that is not of the published form.
     *
     * @param part which part
     * @param rule the rule it breaks, fixed text
     */
    record Malformed(Part part, String rule) implements Failure {
        @Override
        public String reason() {
            return "malformed_" + part.name().toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public String text() {
            return part.name().toLowerCase(java.util.Locale.ROOT) + " " + rule;
        }
    }

    /**
     * Well-formed, but its parts name different keys: a foreign or altered object.
     *
     * @param part which part contradicts the key_id
     * @param rule the rule it breaks, fixed text
     */
    record Mismatch(Part part, String rule) implements Failure {
        @Override
        public String reason() {
            return "mismatch_" + part.name().toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public String text() {
            return part.name().toLowerCase(java.util.Locale.ROOT) + " " + rule
                    + "; the object is foreign or was altered";
        }
    }

    /** No version of this key in this scope has that key_id. */
    record UnknownKey() implements Failure {
        @Override
        public String reason() {
            return "unknown_key";
        }

        @Override
        public String text() {
            return "key_id is not one of this key; check that scope, namespace and lineage in the configuration are"
                    + " those it was written with";
        }
    }

    /** An operator retired the version; it never decrypts again unless restored. */
    record RetiredKey() implements Failure {
        @Override
        public String reason() {
            return "retired_key";
        }

        @Override
        public String text() {
            return "key_id belongs to a retired version; run restore-versions if its objects are still needed";
        }
    }

    /** Transit refused the tag: altered ciphertext or other associated data. Never retried. */
    record NotAuthentic() implements Failure {
        @Override
        public String reason() {
            return "not_authentic";
        }

        @Override
        public String text() {
            return "ciphertext is not authentic for its key_id; the object was altered";
        }
    }

    /** Policy refuses the operation, also with a fresh token. */
    record Denied() implements Failure {
        @Override
        public String reason() {
            return "denied";
        }

        @Override
        public String text() {
            return "OpenBao denies the operation; compare the token's policy with the output of policy openbao";
        }
    }

    /**
     * There is no usable token because the login failed.
     *
     * @param problem which part of the login
     */
    record LoginFailed(Problem problem) implements Failure {
        /** Why a login failed. */
        public enum Problem {
            CREDENTIAL_MISSING("the credential file cannot be read"),
            CREDENTIAL_UNSAFE("the credential file is not safe: owner, mode or path"),
            CREDENTIAL_INVALID(
                    "the credential is malformed or does not match the configured issuer, audience or subject"),
            CREDENTIAL_EXPIRED("the credential is expired or about to expire"),
            CREDENTIAL_NOT_YET_VALID("the credential is not valid yet; compare clocks"),
            CLIENT_REFUSED("the OAuth2 server refuses the client; check client id, secret and authMethod"),
            GRANT_REFUSED(
                    "the OAuth2 server knows the client and refuses the grant; check scopes, audience, resources and"
                            + " that the client may use client credentials"),
            GRANT_UNUSABLE(
                    "the OAuth2 server does not answer with a Bearer token in JWT form; check tokenUrl and the server's"
                            + " token format"),
            MODULE_UNUSABLE(
                    "the PKCS#11 module cannot be loaded; check modulePath, its file mode and its dependencies"),
            TOKEN_ABSENT("the PKCS#11 token is not there; plug it in or correct tokenLabel"),
            TOKEN_AMBIGUOUS("several PKCS#11 tokens have the configured tokenLabel; give each its own label"),
            TOKEN_FAILING("the PKCS#11 token reports an error; look at the module's own log and reset the token"),
            TOKEN_SILENT("the PKCS#11 token does not answer in time; check the token and the way to it"),
            PIN_WRONG(
                    "the PKCS#11 token refuses the PIN; correct the PIN file, it is not tried again until it changes"),
            PIN_LAST_TRY(
                    "the PKCS#11 token has one try for the PIN left, which this provider does not use; log in once by"
                            + " hand with the right PIN"),
            PIN_LOCKED("the PIN of the PKCS#11 token is locked; unlock it with its security officer's PIN"),
            KEY_ABSENT("the PKCS#11 token has no private key with the configured keyLabel"),
            KEY_AMBIGUOUS("several private keys of the PKCS#11 token have the configured keyLabel; keep one"),
            CERTIFICATE_MISSING(
                    "there is no readable certificate for the token's key; write it to the token under the key's"
                            + " CKA_ID or set certificateFile"),
            CERTIFICATE_FOREIGN("the client certificate does not belong to the token's key; issue it for that key"),
            CERTIFICATE_EXPIRED("the client certificate is expired; renew it"),
            CERTIFICATE_NOT_YET_VALID("the client certificate is not valid yet; compare clocks"),
            CERTIFICATE_NOT_FOR_CLIENTS(
                    "the client certificate is not for TLS clients; issue it with the extended key usage clientAuth"),
            CERTIFICATE_WEAK(
                    "the client certificate is signed with a broken hash or has a key below 2048 bit RSA or 256 bit EC;"
                            + " issue a stronger one"),
            REFUSED("OpenBao refuses the credential or the role");

            private final String text;

            Problem(String text) {
                this.text = text;
            }
        }

        @Override
        public String reason() {
            return "login_failed";
        }

        @Override
        public String text() {
            return "login to OpenBao failed: " + problem.text;
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /** No address answered, or only with a redirect or a server error; or the OAuth2 server that logins depend on did not. */
    record Unreachable(Cause cause) implements Failure {
        /** How far we got. */
        public enum Cause {
            NO_ANSWER("OpenBao cannot be reached or answers with an error; check addresses, network and its log"),
            TLS("the TLS handshake with OpenBao failed; check the CA bundle, the server name and the certificates'"
                    + " dates"),
            TOKEN_SERVER("the OAuth2 server cannot be reached in time or answers with an error; check tokenUrl, network"
                    + " and its log"),
            TOKEN_SERVER_TLS(
                    "the TLS handshake with the OAuth2 server failed; check its caCertFile, the host in tokenUrl"
                            + " and the certificates' dates");

            private final String text;

            Cause(String text) {
                this.text = text;
            }
        }

        public Unreachable() {
            this(Cause.NO_ANSWER);
        }

        @Override
        public String reason() {
            return "unreachable";
        }

        @Override
        public String text() {
            return cause.text;
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /** OpenBao, or the namespace, is sealed. */
    record Sealed() implements Failure {
        @Override
        public String reason() {
            return "sealed";
        }

        @Override
        public String text() {
            return "OpenBao is sealed; unseal it";
        }

        @Override
        public boolean isTransient() {
            return true;
        }
    }

    /**
     * OpenBao, or this provider's own queue, asks for patience.
     *
     * @param retryAfter how long, zero when not said
     */
    record Busy(Duration retryAfter) implements Failure {
        @Override
        public String reason() {
            return "throttled";
        }

        @Override
        public String text() {
            return "too many requests; raise the rate limit quota or the concurrency limit";
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
        public String text() {
            return "OpenBao did not answer in time";
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

        @Override
        public String text() {
            return "the Transit key is not safe to use: "
                    + new TreeSet<>(findings).stream().map(KeyFinding::text).collect(Collectors.joining("; "));
        }
    }

    /** Nothing is known of the key yet, or what is known is too old. */
    record NotReady(Why why) implements Failure {
        /** What is missing. */
        public enum Why {
            METADATA_UNVERIFIED("the key has not been read yet; see the log for the reason"),
            STATUS_STALE("the last good probe is too old; see the log for the reason"),
            STATE_SAVE_FAILED("the state cannot be saved, so nothing may be written yet; see the log for the reason");

            private final String text;

            Why(String text) {
                this.text = text;
            }
        }

        @Override
        public String reason() {
            return why.name().toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public String text() {
            return why.text;
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

        @Override
        public String text() {
            return "a fresh ciphertext did not decrypt to its plaintext; do not write secrets, check OpenBao's storage"
                    + " and memory";
        }
    }
}
