/**
 * The published formats: key_id, annotations, associated data and Transit ciphertext. A change here breaks stored
 * objects.
 */
@NullMarked
package dev.baokms.core.key;

import org.jspecify.annotations.NullMarked;
