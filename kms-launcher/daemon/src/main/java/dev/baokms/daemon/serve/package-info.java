/** The complete daemon: its parts, assembled at compile time, and their life cycle. */
@NullMarked
package dev.baokms.daemon.serve;

import org.jspecify.annotations.NullMarked;
