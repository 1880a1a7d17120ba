/** The out-ports: what the core needs from outside, in its own terms. Adapters implement them. */
@NullMarked
package dev.baokms.core.port;

import org.jspecify.annotations.NullMarked;
