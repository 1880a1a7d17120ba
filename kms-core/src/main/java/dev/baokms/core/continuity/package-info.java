/**
 * What is held to hide a restart, or an outage of the key's server: wrapped seeds on disk, seeds and local keys in
 * memory, and the rules by which all of it ends.
 */
@NullMarked
package dev.baokms.core.continuity;

import org.jspecify.annotations.NullMarked;
