/** Finds out what is wrong with a node: collects everything that can be seen, and names the most likely cause first. */
@NullMarked
package dev.baokms.operator.why;

import org.jspecify.annotations.NullMarked;
