/** Runs what the dist profile made, as an operator would. */
@NullMarked
package dev.baokms.dist;

import org.jspecify.annotations.NullMarked;
