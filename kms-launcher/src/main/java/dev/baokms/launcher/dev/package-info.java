/** The whole thing on one machine. The only place that reaches the emulator. */
@NullMarked
package dev.baokms.launcher.dev;

import org.jspecify.annotations.NullMarked;
