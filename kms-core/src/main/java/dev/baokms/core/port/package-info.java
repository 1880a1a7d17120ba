/** The out-ports: what the core needs from the outside, said in its own words. Adapters implement them. */
@NullMarked
package dev.baokms.core.port;

import org.jspecify.annotations.NullMarked;
