/** OpenBao's Transit engine over HTTPS: the entry point, its settings, and the retries of one call. */
@NullMarked
package dev.baokms.transit;

import org.jspecify.annotations.NullMarked;
