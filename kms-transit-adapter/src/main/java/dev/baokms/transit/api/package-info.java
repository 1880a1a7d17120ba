/** OpenBao's API: the requests, the meaning of the responses, and the choice of the next address. */
@NullMarked
package dev.baokms.transit.api;

import org.jspecify.annotations.NullMarked;
