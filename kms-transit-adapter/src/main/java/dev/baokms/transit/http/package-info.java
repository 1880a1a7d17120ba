/**
 * HTTP to OpenBao and to other servers that get credentials: trust, addresses, names, and one exchange within a time
 * limit.
 */
@NullMarked
package dev.baokms.transit.http;

import org.jspecify.annotations.NullMarked;
