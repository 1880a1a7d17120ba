/** The daemon in one piece: its parts, assembled at compile time, and their life. */
@NullMarked
package dev.baokms.daemon.serve;

import org.jspecify.annotations.NullMarked;
