/**
 * Which version of the key is used when: a pure function of the key's metadata, what was seen before, and the clock.
 */
@NullMarked
package dev.baokms.core.keyring;

import org.jspecify.annotations.NullMarked;
