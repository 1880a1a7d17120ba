/** The commands of the daemon: parse, assemble, run one use case, print, exit with a documented code. */
@NullMarked
package dev.baokms.launcher;

import org.jspecify.annotations.NullMarked;
