/** OpenBao's Transit engine over HTTPS: the entry, its settings, and what one call tries before it gives up. */
@NullMarked
package dev.baokms.transit;

import org.jspecify.annotations.NullMarked;
