package dev.baokms.core.port;

import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/**
 * Bytes that an operator or another program keeps and may replace at any time: a credential, a PIN, a certificate
 * chain, a bundle of authorities. Adapters get a source instead of a path, so that the rule for which files may be
 * trusted exists once.
 */
public interface ByteSource {
    /**
     * The whole content as it is now, read and judged at one moment.
     *
     * @param maxBytes the longest content that is accepted, 1 or more
     */
    Content read(int maxBytes);

    /**
     * Distinguishes one version of the content from the next without reading it; empty when there is none. Equal stamps
     * mean the same content; the stamp reveals none of it.
     */
    Optional<String> stamp();

    /** What one read gave. */
    sealed interface Content {
        /** @param bytes the caller's, to be closed */
        record Bytes(SecretBytes bytes) implements Content {}

        /**
         * @param flaw what is wrong, in one word
         * @param advice for people on this machine: the place, the rule it breaks and the cure. It may name a path, so
         *     it must not leave the machine
         */
        record Unusable(Flaw flaw, String advice) implements Content {}
    }

    /** Why a content must not or cannot be used. */
    enum Flaw {
        /** There is nothing to read, or this process may not read it. */
        MISSING,
        /** A user who must not be able to can read or replace it. */
        UNSAFE,
        /** It is longer than the limit. */
        TOO_LONG
    }
}
