/**
 * Decides what a process may trust on its machine. One rule applies to every file, whether it holds a secret, an
 * authority or a library, and one value holds the identity of the user. Linux only.
 */
@NullMarked
package dev.baokms.host;

import org.jspecify.annotations.NullMarked;
