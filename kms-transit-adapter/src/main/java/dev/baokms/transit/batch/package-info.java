/** Gathers concurrent calls into few requests. */
@NullMarked
package dev.baokms.transit.batch;

import org.jspecify.annotations.NullMarked;
