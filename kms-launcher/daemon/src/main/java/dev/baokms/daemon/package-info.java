/** The program's entry: {@code serve} without a library for command lines, everything else by what the class path adds. */
@NullMarked
package dev.baokms.daemon;

import org.jspecify.annotations.NullMarked;
