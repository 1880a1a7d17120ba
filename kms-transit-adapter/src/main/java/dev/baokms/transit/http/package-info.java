/** HTTP as OpenBao and the servers beside it are spoken to: trust, addresses, names, and one exchange within a time limit. */
@NullMarked
package dev.baokms.transit.http;

import org.jspecify.annotations.NullMarked;
