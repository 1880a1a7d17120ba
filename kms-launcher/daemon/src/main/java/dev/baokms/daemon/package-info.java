/**
 * The program's entry point: {@code serve} without a command-line library, and the other commands if the class path has
 * them.
 */
@NullMarked
package dev.baokms.daemon;

import org.jspecify.annotations.NullMarked;
