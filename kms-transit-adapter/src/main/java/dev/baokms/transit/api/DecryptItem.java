package dev.baokms.transit.api;

import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;

/** One ciphertext to unwrap, with its associated data. */
public record DecryptItem(TransitCiphertext ciphertext, Aad aad) {}
