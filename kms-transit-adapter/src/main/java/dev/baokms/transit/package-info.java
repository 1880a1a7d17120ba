/** OpenBao's Transit engine over HTTPS: addresses and failover, the token and its renewal, and what each answer means. */
@NullMarked
package dev.baokms.transit;

import org.jspecify.annotations.NullMarked;
