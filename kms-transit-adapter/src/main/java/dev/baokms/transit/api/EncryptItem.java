package dev.baokms.transit.api;

import dev.baokms.core.key.Aad;
import dev.baokms.core.secret.SecretBytes;

/**
 * One plaintext to wrap, with its associated data.
 *
 * @param plaintext lent
 * @param version 1 or more, or {@link ApiRequests#LATEST}
 */
public record EncryptItem(SecretBytes plaintext, int version, Aad aad) {}
