/** Requests that are made at the same time, gathered into few requests. */
@NullMarked
package dev.baokms.transit.batch;

import org.jspecify.annotations.NullMarked;
