package dev.baokms.testkit.emulator;

/** What can go wrong with an answer. The texts are those of a real server in that state. */
public enum Fault {
    /** The connection is reset before anything is answered; the request is not carried out. */
    RESET,
    /** The answer declares its whole length, sends half and ends; the request is carried out. */
    DROP_MID_BODY,
    /** 403 as for an expired or unknown token. */
    TOKEN_REFUSED,
    /** 403 as for a policy that does not allow the path. */
    POLICY_DENIED,
    /** 429 as by a rate limit, with {@code Retry-After}. */
    RATE_LIMITED,
    /** 500 with a short text. */
    INTERNAL_ERROR,
    /** 500 with a text of 3 kB that holds two certificates as decimal bytes. */
    LONG_INTERNAL_ERROR,
    /** 503 as by a sealed node. */
    UNAVAILABLE,
    /** 307 to a dead leader. */
    DEAD_LEADER,
    /**
     * 204 without a body for {@code renew-self}, which means that nothing was renewed. Other paths are not affected.
     */
    RENEWAL_WITHOUT_ANSWER,
    /** The right answer with 8 MiB of padding in it. */
    OVERSIZE_BODY,
    /** The right status, with only the first half of the body as a complete body. */
    MALFORMED_JSON,
    /** Encrypt answers a ciphertext that does not decrypt. Other paths are not affected. */
    CORRUPT_CIPHERTEXT,
    /** Decrypt answers other bytes than were encrypted. Other paths are not affected. */
    WRONG_PLAINTEXT
}
